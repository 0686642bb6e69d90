/// Frames and fields as nobody who means well would write them. HPACK as literals (RFC 7541 section 6.2.3).
enum HostileFrames {
    static let endStream: UInt8 = 1
    static let endHeaders: UInt8 = 4
    static let padded: UInt8 = 8

    static func frame(_ kind: UInt8, _ flags: UInt8 = 0, _ stream: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
        let length = UInt32(payload.count)
        return [UInt8(length >> 16 & 0xff), UInt8(length >> 8 & 0xff), UInt8(length & 0xff), kind, flags]
            + octets(stream) + payload
    }

    static func octets(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xff), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
    }

    static func data(_ stream: UInt32, _ text: String = "", ends: Bool = false) -> [UInt8] {
        frame(0, ends ? endStream : 0, stream, Array(text.utf8))
    }

    static func head(
        _ stream: UInt32, _ status: String = "200", _ fields: [(String, String)] = [], ends: Bool = false
    ) -> [UInt8] {
        section(stream, [(":status", status)] + fields, ends: ends)
    }

    static func section(_ stream: UInt32, _ fields: [(String, String)], ends: Bool = false) -> [UInt8] {
        frame(1, endHeaders | (ends ? endStream : 0), stream, encode(fields))
    }

    static func reset(_ stream: UInt32, _ code: UInt32 = 8) -> [UInt8] { frame(3, 0, stream, octets(code)) }

    static func settings(_ entries: [(UInt16, UInt32)] = []) -> [UInt8] {
        frame(4, 0, 0, entries.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 0xff)] + octets($0.1) })
    }

    static func pushPromise(_ stream: UInt32, promising: UInt32) -> [UInt8] {
        let fields = [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "a.example")]
        return frame(5, endHeaders, stream, octets(promising) + encode(fields))
    }

    static func ping() -> [UInt8] { frame(6, 0, 0, [UInt8](repeating: 0, count: 8)) }

    static func goAway(last: UInt32, _ code: UInt32 = 0) -> [UInt8] { frame(7, 0, 0, octets(last) + octets(code)) }

    static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> [UInt8] {
        frame(8, 0, stream, octets(increment))
    }

    static func encode(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0x10] + string(Array($0.0.utf8)) + string(Array($0.1.utf8)) }
    }

    private static func string(_ octets: [UInt8]) -> [UInt8] { integer(octets.count) + octets }

    /// With a prefix of seven bits (RFC 7541 section 5.1).
    private static func integer(_ value: Int) -> [UInt8] {
        guard value >= 127 else { return [UInt8(value)] }
        var rest = value - 127
        var octets: [UInt8] = [127]
        while rest >= 128 {
            octets.append(UInt8(rest & 0x7f | 0x80))
            rest >>= 7
        }
        return octets + [UInt8(rest)]
    }

    /// The error codes of the GOAWAY frames in what a peer wrote.
    static func goAwayCodes(in bytes: [UInt8]) -> [UInt32] {
        var codes: [UInt32] = []
        var at = 0
        while at + 9 <= bytes.count {
            let length = Int(bytes[at]) << 16 | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2])
            guard at + 9 + length <= bytes.count else { break }
            if bytes[at + 3] == 7, length >= 8 {
                codes.append(bytes[(at + 13)..<(at + 17)].reduce(0) { $0 << 8 | UInt32($1) })
            }
            at += 9 + length
        }
        return codes
    }
}
