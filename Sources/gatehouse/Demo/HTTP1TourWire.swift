import GatehouseHTTP

/// A request over HTTP/1.1. Reads responses that are well-formed, and gives up on others.
final class HTTP1TourWire: TourWire {
    private enum Phase {
        case head
        case content(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        /// Behind the last chunk; trailers are passed over.
        case trailers
        /// Until the connection ends.
        case untilEnd
        case ended
    }

    private(set) var reply: TourReply?
    private(set) var isBroken = false
    private let isHead: Bool
    private var unsent: [UInt8]
    private var phase = Phase.head
    /// What has arrived of the response.
    private var partial = TourReply(status: 0)
    private var input: [UInt8] = []

    init(_ request: TourRequest) {
        isHead = request.method == "HEAD"
        var lines = ["\(request.method) \(request.target) HTTP/1.1"]
        if let authority = request.authority { lines.append("Host: \(authority)") }
        for field in request.fields { lines.append("\(field.name): \(field.value)") }
        if let length = request.lengthLine { lines.append("\(length.name): \(length.value)") }
        unsent = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + request.body
    }

    func write(into output: inout ByteQueue) {
        output.append(unsent.span)
        unsent = []
    }

    func receive(_ bytes: Span<UInt8>) {
        for index in bytes.indices { input.append(bytes[index]) }
        while reply == nil, !isBroken, advance() {}
    }

    func receiveEnd() {
        if case .untilEnd = phase { finish() }
        if reply == nil { isBroken = true }
    }

    /// Takes one step.
    ///
    /// - Returns: false when more must arrive first.
    private func advance() -> Bool {
        switch phase {
        case .head: return readHead()
        case .content(let remaining):
            let left = remaining - take(remaining)
            phase = .content(remaining: left)
            if left == 0 { finish() }
            return left == 0
        case .chunkSize: return readChunkSize()
        case .chunk(let remaining):
            let left = remaining - take(remaining)
            phase = left == 0 ? .chunkSize : .chunk(remaining: left)
            return left == 0
        case .trailers:
            guard let line = takeLine() else { return false }
            if line.isEmpty { finish() }
            return true
        case .untilEnd:
            _ = take(input.count)
            return false
        case .ended: return false
        }
    }

    private func finish() {
        phase = .ended
        reply = partial
    }

    // MARK: Heads

    private func readHead() -> Bool {
        guard let end = input.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let lines = String(decoding: input[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        input.removeSubrange(..<end.upperBound)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = UInt16(words[1]) else {
            isBroken = true
            return false
        }
        // Interim responses are passed over.
        guard status >= 200 else { return true }
        partial = TourReply(status: status, fields: lines.dropFirst().map(Self.field))
        chooseFraming()
        return true
    }

    private static func field(_ line: Substring) -> FieldLine {
        let name = line.prefix { $0 != ":" }
        let value = line.dropFirst(name.count + 1).drop { $0 == " " }
        return FieldLine(name.lowercased(), String(value))
    }

    /// RFC 9112 section 6.3.
    private func chooseFraming() {
        if isHead || partial.status == 204 || partial.status == 304 { return finish() }
        if !partial.fields.values(of: "transfer-encoding").isEmpty {
            phase = .chunkSize
        } else if let length = partial.fields.values(of: "content-length").first.flatMap({ Int($0) }), length >= 0 {
            phase = .content(remaining: length)
        } else {
            phase = .untilEnd
        }
    }

    // MARK: Content

    private func readChunkSize() -> Bool {
        guard let line = takeLine() else { return false }
        // The line end behind the last chunk.
        if line.isEmpty { return true }
        guard let size = Int(line, radix: 16), size >= 0 else {
            isBroken = true
            return false
        }
        phase = size == 0 ? .trailers : .chunk(remaining: size)
        return true
    }

    private func takeLine() -> String? {
        guard let end = input.firstRange(of: [0x0D, 0x0A]) else { return nil }
        let line = String(decoding: input[..<end.lowerBound], as: UTF8.self)
        input.removeSubrange(..<end.upperBound)
        return line
    }

    /// Moves up to `limit` bytes into the reply.
    private func take(_ limit: Int) -> Int {
        let count = min(limit, input.count)
        partial.body.append(contentsOf: input.prefix(count))
        input.removeFirst(count)
        return count
    }
}
