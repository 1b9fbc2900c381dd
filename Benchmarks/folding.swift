// Measures folding: see Benchmarks/measure-folding.
import Glibc

func cpuNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
}

/// The best of 15 rounds: the machine is shared, and nothing makes code run faster than it can.
func measure(_ name: String, _ texts: [[UInt8]], _ work: ([UInt8]) -> Void) {
    var best = Int.max
    let repeats = max(1, 3_000_000 / texts.reduce(1) { $0 + $1.count })
    for _ in 0..<15 {
        let start = cpuNanoseconds()
        for _ in 0..<repeats { for text in texts { work(text) } }
        best = min(best, cpuNanoseconds() - start)
    }
    let bytes = texts.reduce(0) { $0 + $1.count } / texts.count
    let microseconds = Double(best) / Double(repeats * texts.count) / 1_000
    let hundredths = Int(microseconds * 100 + 0.5)
    print("\(name): \(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) µs, \(bytes) bytes")
}

func repeated(_ piece: String, to count: Int) -> [UInt8] {
    Array(repeatElement(Array(piece.utf8), count: count / piece.utf8.count + 1).joined().prefix(count))
}

/// The values of "body" of a file of posts, one JSON object a line; escapes stay as they are written.
func bodies(of path: String) -> [[UInt8]] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    var texts: [[UInt8]] = []
    let key = Array("\"body\": \"".utf8)
    while texts.count < 20_000, getline(&line, &capacity, file) > 0, let line {
        let bytes = Array(String(cString: line).utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: key) }) else { continue }
        let body = bytes[(start + key.count)...]
        var end = body.startIndex
        while end < body.endIndex, body[end] != 0x22 { end += body[end] == 0x5C ? 2 : 1 }
        texts.append(Array(body[..<min(end, body.endIndex)]))
    }
    return texts
}

@main struct Benchmark {
    static func main() {
        var buffer = FoldingBuffer()
        var text = FoldedText()
        let fold = { (bytes: [UInt8]) in buffer.fold(bytes, into: &text) }
        let english = repeated("The Quick brown fox isn't lazy, said Bob: it jumped over 3 dogs. ", to: 300)
        let chinese = repeated("这个价格，算性价比很高的一个酒店了。当然价格便宜，就不能太计较服务了。", to: 300)
        let mixed = repeated("我昨天 bought 了一个 iPhone，价格 $999，送餐速度一般,味道還行！Nice 嗎？", to: 423)
        measure("English", [english], fold)
        measure("English, small letters", [repeated("the quick brown fox jumped over ", to: 300)], fold)
        measure("Chinese, simplified", [chinese], fold)
        measure("Chinese, traditional", [repeated("這個價格算性價比很高的一個酒店了當然價格便宜就不能太計較服務了", to: 300)], fold)
        measure("English and Chinese", [mixed], fold)
        measure("full-width", [repeated("Ｖｉａｇｒａ", to: 300)], fold)
        measure("decomposed Vietnamese", [repeated("Tie\u{302}\u{301}ng Vie\u{323}\u{302}t ", to: 300)], fold)
        measure("Thai", [repeated("ราคานี้ถือว่าคุ้มค่าแล้ว", to: 300)], fold)
        measure("marks alone, 1 MB", [repeated("\u{301}\u{323}\u{5B0}", to: 1 << 20)], fold)
        var boundaries = 0
        measure("word boundaries at every offset of 300 bytes, English", [english]) { bytes in
            for offset in bytes.indices where WordBreaks.isWordBoundary(in: bytes, at: offset) { boundaries += 1 }
        }
        measure("word boundaries at every offset of 300 bytes, Chinese", [chinese]) { bytes in
            for offset in bytes.indices where WordBreaks.isWordBoundary(in: bytes, at: offset) { boundaries += 1 }
        }
        guard CommandLine.arguments.count > 1 else { return }
        let posts = bodies(of: CommandLine.arguments[1])
        guard !posts.isEmpty else { return print("no posts in \(CommandLine.arguments[1])") }
        measure("posts", posts, fold)
        measure("posts in ASCII", posts.filter { $0.allSatisfy { $0 < 0x80 } }, fold)
        measure("posts that are not", posts.filter { !$0.allSatisfy { $0 < 0x80 } }, fold)
    }
}
