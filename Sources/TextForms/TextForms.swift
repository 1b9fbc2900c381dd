// What a text becomes before it is searched: its folded form with a map back to the bytes as written, and where words
// begin and end in it. Pure and total: any bytes are a text, every offset has an answer, in time linear in the text.
//
//   bytes -> FoldingBuffer (a worker's scratch memory) -> FoldedText -> search -> WordBreaks -> original(of: range)
//
// Start at `Folding.swift` (what folding does and why), then `FoldedText.swift` (the map), then `WordBreaks.swift`. The
// tables are C, made by Scripts/make-unicode-tables from the Unicode Character Database.
