/// Finds the frame headers in the stream of received bytes, whatever the pieces it comes in.
///
/// nghttp2 tells nothing about frames that it ignores (unknown types, frames on closed streams); limits and the strict
/// rules for closed streams (RFC 9113 section 5.1) need to see them all.
struct FrameScanner {
    /// Octets to pass over before the next header: payload, or the connection preface.
    private var remaining: Int
    private var header: UInt64 = 0
    private var headerLow: UInt8 = 0
    private var headerCount = 0

    /// - Parameter prefaceLength: octets before the first frame: 24 from a client, 0 from a server.
    init(prefaceLength: Int) {
        remaining = prefaceLength
    }

    /// Moves on to the end of the next frame header.
    ///
    /// - Parameters:
    ///   - bytes: the next piece of input.
    ///   - cursor: where to go on in `bytes`; moved behind the header, or to the end of `bytes`.
    /// - Returns: nil when `bytes` ends before the header does; the next call goes on with the bytes that follow.
    mutating func next(in bytes: Span<UInt8>, from cursor: inout Int) -> FrameHeader? {
        let passed = min(remaining, bytes.count - cursor)
        remaining -= passed
        cursor += passed
        while cursor < bytes.count {
            append(bytes[cursor])
            cursor += 1
            if headerCount == 9 { return take() }
        }
        return nil
    }

    private mutating func append(_ byte: UInt8) {
        if headerCount < 8 { header = header << 8 | UInt64(byte) } else { headerLow = byte }
        headerCount += 1
    }

    private mutating func take() -> FrameHeader {
        let length = Int(header >> 40)
        let kind = FrameHeader.Kind(rawValue: UInt8(truncatingIfNeeded: header >> 32)) ?? .unknown
        let flags = UInt8(truncatingIfNeeded: header >> 24)
        let stream = (UInt32(truncatingIfNeeded: header & 0xff_ffff) << 8 | UInt32(headerLow)) & 0x7fff_ffff
        remaining = length
        header = 0
        headerCount = 0
        return FrameHeader(length: length, kind: kind, flags: flags, stream: stream)
    }
}
