internal import CZlib

/// Expands gzip files (RFC 1952) of any number of members; owns one inflate state. For one thread at a time.
///
/// What it gives is handed on in pieces of bounded size, so that a small file cannot ask for much memory.
@safe package struct GzipExpander: ~Copyable {
    /// zlib keeps a pointer back to its `z_stream`, which therefore may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output: [UInt8]
    /// At the beginning of a member, where the file may end.
    private var isBetweenMembers = true

    /// gzip format only, with the largest window.
    private static let windowBits: Int32 = 15 + 16

    /// - Parameter pieceByteCount: the most bytes that `sink` is handed at once.
    /// - Throws: `.outOfMemory`.
    package init(pieceByteCount: Int = 262_144) throws(GzipError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe inflateInit2_(
            stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
        unsafe self.stream = unsafe stream
        output = [UInt8](repeating: 0, count: max(1, pieceByteCount))
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Adds bytes of the file; hands what they expand to to `sink`.
    ///
    /// - Throws: `.corrupt`, after everything that could be read has been handed on.
    package mutating func expand(_ bytes: Span<UInt8>, to sink: (Span<UInt8>) -> Void) throws(GzipError) {
        var consumed = 0
        while true {
            let (produced, code) = step(bytes.extracting(droppingFirst: consumed), &consumed)
            if produced > 0 { sink(output.span.extracting(first: produced)) }
            switch code {
            case Z_STREAM_END:
                isBetweenMembers = true
                guard unsafe inflateReset(stream) == Z_OK else { throw .corrupt }
                if consumed == bytes.count { return }
            case Z_OK, Z_BUF_ERROR:
                if consumed == bytes.count, produced < output.count { return }
                // Neither read nor written although there is input and room: it cannot go on.
                guard produced > 0 || code == Z_OK else { throw .corrupt }
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt
            }
        }
    }

    /// Called at the end of the file.
    ///
    /// - Throws: `.truncated` when the last member has no end.
    package func finish() throws(GzipError) {
        guard isBetweenMembers else { throw .truncated }
    }

    /// One call of inflate; adds what was read to `consumed`.
    private mutating func step(_ bytes: Span<UInt8>, _ consumed: inout Int) -> (produced: Int, code: Int32) {
        let offered = UInt32(clamping: bytes.count)
        if offered > 0 { isBetweenMembers = false }
        let stream = unsafe stream
        // Both buffers outlive the call, and both pointers are set anew each time.
        let (left, room, code) = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = offered
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                let code = unsafe inflate(stream, Z_NO_FLUSH)
                return unsafe (stream.pointee.avail_in, stream.pointee.avail_out, code)
            }
        }
        consumed += Int(offered - left)
        return (output.count - Int(room), code)
    }
}
