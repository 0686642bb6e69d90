/// A final response as a client reads it on HTTP/1.1.
struct HTTP1Answer {
    let status: Int
    let body: String

    /// Cuts what a server has sent into responses; interim ones and what has not fully come are left out. Answers to
    /// HEAD have no content (`hasContent` is false).
    static func all(in bytes: [UInt8], hasContent: Bool) -> [HTTP1Answer] {
        var answers: [HTTP1Answer] = []
        var rest = bytes[...]
        while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
            let head = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            rest = rest[end.upperBound...]
            guard let status = head.prefixMatch(of: #/HTTP/1\.1 ([0-9]{3}) /#).flatMap({ Int($0.1) }) else {
                return answers + [HTTP1Answer(status: 0, body: head)]
            }
            if status < 200 { continue }
            guard let body = hasContent && status != 204 && status != 304 ? content(head, &rest) : "" else { break }
            answers.append(HTTP1Answer(status: status, body: body))
        }
        return answers
    }

    /// - Returns: nil when it has not fully come.
    private static func content(_ head: String, _ rest: inout ArraySlice<UInt8>) -> String? {
        if let length = head.firstMatch(of: /\r\ncontent-length: ([0-9]+)/).flatMap({ Int($0.1) }) {
            guard rest.count >= length else { return nil }
            defer { rest = rest.dropFirst(length) }
            return String(decoding: rest.prefix(length), as: UTF8.self)
        }
        // Chunks: the connector's answers here are short, and none holds this sequence.
        guard let end = rest.firstRange(of: Array("0\r\n\r\n".utf8)) else { return nil }
        defer { rest = rest[end.upperBound...] }
        return String(decoding: rest[..<end.lowerBound], as: UTF8.self)
    }
}
