internal import CZstd
import Synchronization

/// One frame of Zstandard (RFC 8878), whole in memory, with its length and a checksum: what is torn or damaged is known.
enum ZstdFrame {
    /// The bytes that every frame begins with.
    static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    /// A frame that says it holds more is not opened: no small file becomes a large one (a decompression bomb).
    static let sizeLimit = 32 << 20

    /// Compresses; level 1 to 19. Nil only where there is no memory.
    static func compress(_ bytes: [UInt8], level: Int32 = 1) -> [UInt8]? {
        ZstdCompressor(level: level).compress(bytes[...])
    }

    /// The length of the frame that these bytes begin with; nil where none is whole.
    static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        let length = bytes.withUnsafeBytes { ZSTD_findFrameCompressedSize($0.baseAddress, $0.count) }
        return ZSTD_isError(length) != 0 || length > bytes.count ? nil : length
    }

    /// What a frame holds; nil if it is truncated, corrupt, larger than the limit, or does not state its size.
    static func decompress(_ frame: ArraySlice<UInt8>) -> [UInt8]? {
        let size = frame.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        // Unknown and corrupt are the two largest numbers.
        guard size <= UInt64(sizeLimit) else { return nil }
        var got = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            got = frame.withUnsafeBytes { ZSTD_decompress(buffer.baseAddress, Int(size), $0.baseAddress, $0.count) }
            count = got == Int(size) ? got : 0
        }
        return got == Int(size) ? bytes : nil
    }
}

/// Makes frames, one at a time; keeps the memory that this takes (about 1 MB) from one to the next.
final class ZstdCompressor: Sendable {
    /// Made when it is first asked.
    private let context = Mutex<OpaquePointer?>(nil)
    private let level: Int32

    /// Level 1 to 19.
    init(level: Int32 = 1) { self.level = level }

    deinit { context.withLock { _ = ZSTD_freeCCtx($0) } }

    /// Nil only where there is no memory.
    func compress(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        context.withLock { context in
            if context == nil {
                guard let made = ZSTD_createCCtx() else { return nil }
                context = made
                ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
                ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
            }
            guard let context else { return nil }
            let bound = ZSTD_compressBound(bytes.count)
            var failed = false
            let frame = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
                let got = bytes.withUnsafeBytes {
                    ZSTD_compress2(context, buffer.baseAddress, bound, $0.baseAddress, $0.count)
                }
                failed = ZSTD_isError(got) != 0
                count = failed ? 0 : got
            }
            return failed ? nil : frame
        }
    }
}

/// Bytes compressed as one frame of Zstandard, 32 MiB at most; for what is kept next to the archive.
public enum Zstandard {
    /// Nil only where there is no memory.
    public static func compress(_ bytes: [UInt8]) -> [UInt8]? { ZstdFrame.compress(bytes, level: 9) }
    /// Nil if it is truncated, corrupt or too large.
    public static func decompress(_ bytes: [UInt8]) -> [UInt8]? { ZstdFrame.decompress(bytes[...]) }
}
