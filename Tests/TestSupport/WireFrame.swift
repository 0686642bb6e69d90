/// One frame as it stands on the wire, for tests that speak HTTP/2 by hand.
package struct WireFrame: Equatable, Sendable {
    package var kind: UInt8
    package var flags: UInt8 = 0
    package var stream: UInt32 = 0
    package var payload: [UInt8] = []
    /// Overrides the length field, to lie about it.
    package var statedLength: Int?

    package init(kind: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, payload: [UInt8] = [], statedLength: Int? = nil) {
        self.kind = kind
        self.flags = flags
        self.stream = stream
        self.payload = payload
        self.statedLength = statedLength
    }

    package static let endStream: UInt8 = 0x1
    package static let acknowledged: UInt8 = 0x1
    package static let endHeaders: UInt8 = 0x4
    package static let padded: UInt8 = 0x8
    package static let priorityFlag: UInt8 = 0x20

    package var bytes: [UInt8] {
        let length = UInt32(statedLength ?? payload.count)
        return [UInt8(length >> 16 & 0xff), UInt8(length >> 8 & 0xff), UInt8(length & 0xff), kind, flags]
            + Self.octets(stream) + payload
    }

    package static func octets(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xff), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
    }

    /// The payload's four octets at `offset` as a number.
    package func number(at offset: Int) -> UInt32 {
        payload[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    // MARK: Frames

    package static func data(_ stream: UInt32, _ payload: [UInt8] = Array("test".utf8), ends: Bool = false) -> WireFrame
    {
        WireFrame(kind: 0, flags: ends ? endStream : 0, stream: stream, payload: payload)
    }

    package static func headers(
        _ stream: UInt32, _ fields: [(String, String)] = HPACKLiteral.get, ends: Bool = true, complete: Bool = true
    ) -> WireFrame {
        WireFrame(
            kind: 1, flags: (ends ? endStream : 0) | (complete ? endHeaders : 0), stream: stream,
            payload: HPACKLiteral.encode(fields))
    }

    package static func priority(_ stream: UInt32, dependsOn other: UInt32 = 0) -> WireFrame {
        WireFrame(kind: 2, stream: stream, payload: octets(other) + [15])
    }

    package static func reset(_ stream: UInt32, _ code: UInt32 = 8) -> WireFrame {
        WireFrame(kind: 3, stream: stream, payload: octets(code))
    }

    package static func settings(_ entries: [(UInt16, UInt32)] = []) -> WireFrame {
        WireFrame(
            kind: 4, payload: entries.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 0xff)] + octets($0.1) })
    }

    package static let settingsAcknowledgement = WireFrame(kind: 4, flags: acknowledged)

    package static func pushPromise(_ stream: UInt32, promising: UInt32 = 2) -> WireFrame {
        WireFrame(
            kind: 5, flags: endHeaders, stream: stream,
            payload: octets(promising) + HPACKLiteral.encode(HPACKLiteral.get))
    }

    package static func ping(_ payload: [UInt8] = Array("gatehous".utf8), flags: UInt8 = 0, stream: UInt32 = 0)
        -> WireFrame
    {
        WireFrame(kind: 6, flags: flags, stream: stream, payload: payload)
    }

    package static func goAway(last: UInt32 = 0, code: UInt32 = 0, stream: UInt32 = 0) -> WireFrame {
        WireFrame(kind: 7, stream: stream, payload: octets(last) + octets(code))
    }

    package static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> WireFrame {
        WireFrame(kind: 8, stream: stream, payload: octets(increment))
    }

    package static func continuation(
        _ stream: UInt32, _ fields: [(String, String)] = [("x-dummy", "1")], complete: Bool = true
    ) -> WireFrame {
        WireFrame(
            kind: 9, flags: complete ? endHeaders : 0, stream: stream, payload: HPACKLiteral.encode(fields))
    }

    // MARK: Reading

    /// Splits what a session wrote into frames; what has not fully come is left out.
    package static func parse(_ bytes: [UInt8]) -> [WireFrame] {
        var frames: [WireFrame] = []
        var rest = bytes[...]
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            let stream = head[5...8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            rest = rest.dropFirst(9)
            guard rest.count >= length else { break }
            frames.append(WireFrame(kind: head[3], flags: head[4], stream: stream, payload: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return frames
    }
}
