internal import CZlib

/// Compresses a stream into one gzip member (RFC 1952); owns one deflate state. For one thread at a time.
@safe package struct GzipCompressor: ~Copyable {
    /// zlib keeps a pointer back to its `z_stream`, which therefore may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Where zlib writes; handed on whenever it is full.
    private var output = [UInt8](repeating: 0, count: 65_536)

    /// gzip format with the largest window: 15 bits, and 16 for the header.
    private static let windowBits: Int32 = 15 + 16
    /// zlib's default; more costs memory and gains little.
    private static let memoryLevel: Int32 = 8

    /// - Parameter level: 1 (fast) to 9 (small).
    /// - Throws: `.outOfMemory`.
    package init(level: Int) throws(GzipError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe deflateInit2_(
            stream, Int32(max(1, min(9, level))), Z_DEFLATED, Self.windowBits, Self.memoryLevel, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            unsafe stream.deallocate()
            throw .outOfMemory
        }
        unsafe self.stream = unsafe stream
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Adds bytes; hands what is compressed so far to `sink`, in pieces of up to 64 KiB.
    package mutating func compress<E: Error>(
        _ bytes: Span<UInt8>, to sink: (Span<UInt8>) throws(E) -> Void
    ) throws(E) {
        try run(bytes, Z_NO_FLUSH, sink)
    }

    /// Ends the member: the rest and the checksum go to `sink`. Called once, last.
    package mutating func finish<E: Error>(to sink: (Span<UInt8>) throws(E) -> Void) throws(E) {
        let none: InlineArray<0, UInt8> = []
        try run(none.span, Z_FINISH, sink)
    }

    private mutating func run<E: Error>(
        _ bytes: Span<UInt8>, _ flush: Int32, _ sink: (Span<UInt8>) throws(E) -> Void
    ) throws(E) {
        var consumed = 0
        while true {
            let produced = step(bytes.extracting(droppingFirst: consumed), flush, &consumed)
            try sink(output.span.extracting(first: produced))
            // A buffer that was not filled means that zlib has nothing more to give (zlib.h, deflate).
            if produced < output.count { return }
        }
    }

    /// One call of deflate; adds what was read to `consumed`.
    private mutating func step(_ bytes: Span<UInt8>, _ flush: Int32, _ consumed: inout Int) -> Int {
        let offered = UInt32(clamping: bytes.count)
        let stream = unsafe stream
        // Both buffers outlive the call, and zlib keeps no pointer that it uses after it: both are set anew each time.
        let (left, room) = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = offered
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                let code = unsafe deflate(stream, flush)
                precondition(code != Z_STREAM_ERROR, "a compressor was used after its end")
                return unsafe (stream.pointee.avail_in, stream.pointee.avail_out)
            }
        }
        consumed += Int(offered - left)
        return output.count - Int(room)
    }
}
