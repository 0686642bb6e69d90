import TestSupport

/// What a client saw of one row's frames, sent on a connection of their own.
struct HTTP2Play {
    private static let codes = [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
        "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
    ]
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + WireFrame.settings().bytes

    /// One word for each stream in the order of their numbers, a status or `reset:CODE`; then `goaway:CODE` when the
    /// connection ended with an error.
    let words: [String]
    /// Streams were left without an end, on a connection without an end.
    let isSilent: Bool

    /// Sends and waits for the end of every stream, or, with `waitsForGoAway`, of the connection.
    init(_ script: FrameScript, to front: Front, waitsForGoAway: Bool = false) throws {
        let client = try front.connect(.http2)
        client.send(Self.preface + script.octets)
        var ends: [UInt32: String] = [:]
        var goAway: String?
        var frames: [WireFrame] { WireFrame.parse(client.received) }
        isSilent = !client.run {
            (ends, goAway) = Self.outcome(of: frames)
            let isAnswered = !waitsForGoAway && script.streams.allSatisfy { ends[$0] != nil }
            return client.isEnded || goAway != nil || isAnswered
        }
        (ends, goAway) = Self.outcome(of: frames)
        words = script.streams.compactMap { ends[$0] } + (goAway.map { [$0] } ?? [])
        client.leave()
    }

    var summary: String { (isSilent ? ["silence after"] + words : words).joined(separator: " ") }

    private static func outcome(of frames: [WireFrame]) -> (ends: [UInt32: String], goAway: String?) {
        var ends: [UInt32: String] = [:]
        var statuses: [UInt32: Int] = [:]
        var goAway: String?
        for frame in frames {
            switch frame.kind {
            case 0, 1:
                if frame.kind == 1, let status = ResponseStatus.read(frame.payload), status >= 200 {
                    statuses[frame.stream] = status
                }
                let hasEnded = frame.flags & WireFrame.endStream != 0
                if hasEnded, ends[frame.stream] == nil { ends[frame.stream] = String(statuses[frame.stream] ?? 0) }
            case 3: if ends[frame.stream] == nil { ends[frame.stream] = "reset:" + name(of: frame.number(at: 0)) }
            case 7: if frame.number(at: 4) != 0 { goAway = "goaway:" + name(of: frame.number(at: 4)) }
            default: break
            }
        }
        return (ends, goAway)
    }

    private static func name(of code: UInt32) -> String {
        Int(code) < codes.count ? codes[Int(code)] : String(code)
    }
}
