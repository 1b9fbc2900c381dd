/// The sections of a model file, within its bounds. Laid out by Scripts/language/pack.py.
struct ModelFile {
    /// Which of the sections, in their order.
    enum Section: Int, CaseIterable {
        case names, scripts, classes, lower, grams, rows, words, heads, scales
    }

    private let base: UnsafeRawPointer
    private let sections: [(start: Int, length: Int)]

    private static let magic = "MGLANG03"

    init?(_ base: UnsafePointer<UInt8>, size: Int) {
        let raw = UnsafeRawPointer(base)
        func word(_ offset: Int) -> Int { Int(raw.load(fromByteOffset: offset, as: UInt32.self)) }
        let count = Section.allCases.count
        guard size > 8 + 8 * count, UnsafeRawBufferPointer(start: raw, count: 8).elementsEqual(Self.magic.utf8)
        else { return nil }
        sections = (0..<count).map { (start: word(8 + $0 * 8), length: word(12 + $0 * 8)) }
        guard sections.allSatisfy({ $0.start % 64 == 0 && $0.start + $0.length <= size }) else { return nil }
        self.base = raw
    }

    /// How many of `Number` the section holds.
    func count<Number>(_ section: Section, of number: Number.Type) -> Int {
        sections[section.rawValue].length / MemoryLayout<Number>.size
    }

    /// The section's numbers: constant memory of the program.
    func numbers<Number>(_ section: Section, of number: Number.Type) -> UnsafePointer<Number> {
        (base + sections[section.rawValue].start).assumingMemoryBound(to: number)
    }

    /// A copy of a short section.
    func array<Number>(_ section: Section, of number: Number.Type) -> [Number] {
        Array(UnsafeBufferPointer(start: numbers(section, of: number), count: count(section, of: number)))
    }

    func lines(_ section: Section) -> [Substring] {
        String(decoding: array(section, of: UInt8.self), as: UTF8.self).split(separator: "\n")
    }
}
