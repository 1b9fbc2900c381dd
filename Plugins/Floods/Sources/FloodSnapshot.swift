internal import Moderation

/// The memory in parts, so that what is written is what is new. A head names the generations; of each there are
/// - `N-closed`: a closed one, with the table of its anchors; written once;
/// - `N-posts-B`: while it is filled, its posts in blocks of 8,192, and `N-rest-COUNT`: those behind the last block;
/// - `N-authors-COUNT-FORGOTTEN`: who wrote them, apart, so that an author can be forgotten without writing all again.
///
/// Every part ends in a checksum. One that is corrupt is refused, and its generation with it.
enum FloodSnapshot {
    private static let version: UInt64 = 4
    static let block = 8192

    /// A part that is to be written: what is in it is taken out under the memory's lock, and made bytes outside.
    struct Pending {
        var salt: UInt64
        var generations: [(serial: UInt64, count: Int, authorsPart: String, parts: [String])] = []
        var rows: [(name: String, rows: Rows)] = []
        var authors: [(name: String, authors: [UInt32])] = []
    }

    // MARK: Writing

    static func pending(_ state: borrowing FloodState, beside written: Set<String>) -> Pending {
        var pending = Pending(salt: state.salt)
        for age in state.generations.indices where state.generations[age].count > 0 {
            let serial = state.generations[age].serial
            let count = state.generations[age].count
            var parts: [String] = []
            func part(_ name: String, _ posts: Range<Int>) {
                parts.append(name)
                if !written.contains(name) {
                    pending.rows.append((name, Rows(state.generations[age], posts)))
                }
            }
            if state.generations[age].isClosed {
                part("\(serial)-closed", 0..<count)
            } else {
                let blocks = count / block
                for index in 0..<blocks { part("\(serial)-posts-\(index)", index * block..<(index + 1) * block) }
                if count > blocks * block { part("\(serial)-rest-\(count)", blocks * block..<count) }
            }
            let authors = "\(serial)-authors-\(count)-\(state.generations[age].forgotten)"
            if !written.contains(authors) { pending.authors.append((authors, state.generations[age].authors)) }
            pending.generations.append((serial, count, authors, parts))
        }
        return pending
    }

    static func write(_ pending: Pending, beside written: Set<String>) -> MemorySnapshot? {
        guard !pending.rows.isEmpty || !pending.authors.isEmpty else { return nil }
        var snapshot = MemorySnapshot(head: [])
        var head = ByteWriter()
        head.put(version)
        head.put(pending.salt)
        head.put(UInt64(pending.generations.count))
        for generation in pending.generations {
            head.put(generation.serial)
            head.put(UInt64(generation.count))
            for name in [generation.authorsPart] + generation.parts { snapshot.needed.insert(name) }
            head.put(generation.authorsPart)
            head.put(UInt64(generation.parts.count))
            for part in generation.parts { head.put(part) }
        }
        snapshot.head = head.sealed()
        for (name, rows) in pending.rows { snapshot.parts.append((name, rows.bytes())) }
        for (name, authors) in pending.authors {
            var bytes = ByteWriter()
            bytes.put(authors)
            snapshot.parts.append((name, bytes.sealed()))
        }
        return snapshot
    }

    // MARK: Reading

    static func read(_ head: [UInt8], parts: MemoryParts) throws(MemoryProblem) -> FloodState {
        var reader = try ByteReader(sealed: head)
        guard try reader.one() == version else {
            throw MemoryProblem("it is not a memory of posts that this version can read")
        }
        let salt = try reader.one()
        let count = try reader.one()
        guard count <= UInt64(FloodState.generationLimit) else { throw MemoryProblem("too many generations") }
        var generations: [Generation] = []
        for _ in 0..<count {
            let serial = try reader.one()
            let posts = try reader.one()
            guard posts <= UInt64(Generation.limit) else { throw MemoryProblem("too many posts") }
            let authors = try reader.text()
            let number = try reader.one()
            guard number <= 64, generations.allSatisfy({ $0.serial < serial }), serial < .max else {
                throw MemoryProblem("its generations are inconsistent")
            }
            var names: [String] = []
            for _ in 0..<number { names.append(try reader.text()) }
            if let generation = generation(serial, Int(posts), authors, names, parts) { generations.append(generation) }
        }
        // One is filled: the last.
        for age in generations.indices.dropLast() where !generations[age].isClosed { generations[age].close() }
        return FloodState(salt: salt, generations: generations)
    }

    /// Nil if a part is corrupt or missing: it is refused.
    private static func generation(
        _ serial: UInt64, _ count: Int, _ authorsPart: String, _ names: [String], _ parts: MemoryParts
    ) -> Generation? {
        var reading = authorsPart
        do throws(MemoryProblem) {
            let authors = try bytes(reading, parts).authors(count)
            var posts: [RememberedPost] = []
            posts.reserveCapacity(count)
            var table: AnchorTable?
            for name in names {
                reading = name
                var reader = try bytes(name, parts)
                let (more, itsTable) = try Rows.read(&reader, authors: authors[min(posts.count, count)...])
                posts += more
                if let itsTable { table = itsTable }
            }
            guard posts.count == count, table == nil || names.count == 1 else {
                throw MemoryProblem("it does not match the other parts of its generation")
            }
            if let table { return Generation(serial: serial, closed: posts, anchorTable: table) }
            var generation = Generation(serial: serial)
            for post in posts { generation.add(post) }
            return generation
        } catch {
            parts.refuse(reading, because: "\(error)")
            return nil
        }
    }

    private static func bytes(_ name: String, _ parts: MemoryParts) throws(MemoryProblem) -> ByteReader {
        guard let bytes = parts.read(name) else { throw MemoryProblem("it is missing") }
        return try ByteReader(sealed: bytes)
    }
}

extension ByteReader {
    fileprivate func authors(_ count: Int) throws(MemoryProblem) -> [UInt32] {
        var reader = self
        let authors = try reader.numbers(UInt32.self)
        guard authors.count == count else { throw MemoryProblem("it has \(authors.count) authors for \(count) posts") }
        return authors
    }
}
