/// What was counted of a post.
struct ShapeCounts {
    var visible = 0
    var emoji = 0
    var digits = 0
    var punctuation = 0
    var cased = 0
    var capitals = 0
    var invisible = 0
    var mixedWords = 0
    var inLinks = 0
    var repeats = 0
    var longestWord = 0
}
