/// Reads the requests of one HTTP/1.1 connection by the letter of RFC 9112 and not a hair beyond it.
///
/// Written without a look at the code under test: everything that two servers could read differently is an objection.
struct StrictRequestReader {
    private var bytes: [UInt8] = []
    /// Nothing behind an objection can be told apart.
    private(set) var isBroken = false

    mutating func append(_ more: Span<UInt8>) {
        for index in more.indices { bytes.append(more[index]) }
    }

    /// The next request, if it has fully come; or one with objections, after which there is no other.
    mutating func next() -> ArrivedRequest? {
        guard !isBroken, let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        var request = Self.head(Array(bytes[..<end.lowerBound]))
        switch Self.content(of: &request, in: bytes[end.upperBound...]) {
        case .missing where request.objections.isEmpty: return nil
        case .complete(let rest): bytes = Array(rest)
        case .missing, .malformed: break
        }
        isBroken = !request.objections.isEmpty
        request.isComplete = true
        return request
    }

    /// What has come of a request that will not come to its end.
    mutating func remainder() -> ArrivedRequest? {
        guard !isBroken, !bytes.isEmpty else { return nil }
        let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.lowerBound ?? bytes.count
        return Self.head(Array(bytes[..<end]))
    }

    // MARK: Head (sections 3 and 5)

    private static func head(_ octets: [UInt8]) -> ArrivedRequest {
        var objections: [String] = []
        var lines = octets.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
        for index in lines.indices.dropLast() where lines[index].popLast() != 13 { objections.append("bare LF") }
        let line = text(lines[0])
        let start = line.wholeMatch(of: /([A-Z]+) (\/[!-~]*|\*) HTTP\/1\.1/)
        if start == nil { objections.append("request line: \(line.debugDescription)") }
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            if let field = field(line) {
                fields.append(field)
            } else {
                objections.append("field line: \(text(line).debugDescription)")
            }
        }
        let hosts = fields.filter { $0.name == "host" }.map(\.value)
        if hosts.count != 1 { objections.append("\(hosts.count) hosts") }
        return ArrivedRequest(
            method: start.map { String($0.1) } ?? "", target: start.map { String($0.2) } ?? line,
            authority: hosts.first ?? "", fields: fields.filter { $0.name != "host" }, objections: objections)
    }

    /// A lower-case token, a colon, one space, and a value without white space at its ends; nil for anything else.
    private static func field(_ line: [UInt8]) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line.dropFirst(colon + 1).first == 0x20 else {
            return nil
        }
        let (name, value) = (text(Array(line[..<colon])), Array(line[(colon + 2)...]))
        let isLegal = value.allSatisfy { $0 == 9 || $0 >= 0x20 && $0 != 0x7f }
        let isTrimmed = ![9, 0x20].contains(value.first) && ![9, 0x20].contains(value.last)
        guard name.wholeMatch(of: /[!#$%&'*+.^_`|~0-9a-z\-]+/) != nil, isLegal, isTrimmed else { return nil }
        return (name, text(value))
    }

    /// One character for each octet.
    private static func text(_ octets: [UInt8]) -> String {
        String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
    }

    // MARK: Content (sections 6 and 7)

    private enum Content {
        case complete(rest: ArraySlice<UInt8>)
        case missing
        case malformed
    }

    private static func content(of request: inout ArrivedRequest, in bytes: ArraySlice<UInt8>) -> Content {
        let lengths = request.values(of: "content-length")
        let codings = request.values(of: "transfer-encoding")
        switch (lengths.count, codings.count) {
        case (0, 0): return .complete(rest: bytes)
        case (1, 0):
            guard lengths[0].wholeMatch(of: /[0-9]{1,18}/) != nil, let length = Int(lengths[0]) else { break }
            guard bytes.count >= length else { return .missing }
            request.body = Array(bytes.prefix(length))
            return .complete(rest: bytes.dropFirst(length))
        case (0, 1) where codings[0] == "chunked": return chunks(of: &request, in: bytes)
        default: break
        }
        request.objections.append("lengths \(lengths), codings \(codings)")
        return .malformed
    }

    private static func chunks(of request: inout ArrivedRequest, in bytes: ArraySlice<UInt8>) -> Content {
        var rest = bytes
        while let end = rest.firstRange(of: [13, 10]) {
            let line = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            rest = rest[end.upperBound...]
            guard line.wholeMatch(of: /[0-9a-fA-F]{1,8}/) != nil, let size = Int(line, radix: 16) else {
                request.objections.append("chunk size: \(line.debugDescription)")
                return .malformed
            }
            guard size > 0 else { return trailers(of: &request, in: rest) }
            guard rest.count >= size + 2 else { return .missing }
            request.body += rest.prefix(size)
            guard rest.dropFirst(size).starts(with: [13, 10]) else {
                request.objections.append("chunk data is not followed by CRLF")
                return .malformed
            }
            rest = rest.dropFirst(size + 2)
        }
        return .missing
    }

    /// The gateway passes on none that a table sends but `x-` ones, so their form is all that is looked at.
    private static func trailers(of request: inout ArrivedRequest, in bytes: ArraySlice<UInt8>) -> Content {
        var rest = bytes
        while let end = rest.firstRange(of: [13, 10]) {
            let line = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            rest = rest[end.upperBound...]
            if line.isEmpty { return .complete(rest: rest) }
            if line.wholeMatch(of: /x-[a-z0-9\-]+: [!-~]*/) == nil {
                request.objections.append("trailer: \(line.debugDescription)")
            }
        }
        return .missing
    }
}
