import GatehouseAudit
import GatehouseHTTP

/// Texts of peers on their way into a record and out of it again: lines of the input are SNI, target, authority, method
/// and any field.
///
/// Whatever they are, one line is written, and it is read as what it was written as.
enum RecordsFuzz {
    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        let parts = input.split(separator: UInt8(ascii: "\n"), maxSplits: 4, omittingEmptySubsequences: false)
            .map(Array.init)
        func part(_ index: Int) -> [UInt8] { index < parts.count ? parts[index] : [] }
        let connection = ConnectionFacts(
            listener: "public", peer: AddressText("192.0.2.10:51234"), tlsVersion: "TLSv1.3", cipher: nil,
            serverName: String(decoding: part(0), as: UTF8.self))
        var head = FieldBlock()
        head.append(.path, value: part(1).span)
        head.append(.authority, value: part(2).span)
        head.append(name: "user-agent".utf8.span, value: part(4).span)
        var facts = ExchangeFacts(
            requestID: InlineArray(repeating: UInt8(ascii: "7")), version: .http2,
            policyDigest: SHA256Value(bytes: InlineArray(repeating: 9)))
        facts.method = Method(part(3).span)
        facts.reason = .routeNotFound
        facts.status = 404
        var output = ByteQueue()
        AuditRecord.append(
            to: &output, event: .requestRefused, connection: connection, exchange: facts, head: head,
            path: part(1).span)
        try check(output.octets, target: part(1), authority: part(2))
        var access = ByteQueue()
        AccessRecord.append(
            to: &access, connection: connection, exchange: facts, head: head, path: part(1).span, recorded: .none)
        try check(access.octets, target: part(1), authority: part(2))
    }

    private static func check(_ written: [UInt8], target: [UInt8], authority: [UInt8]) throws(FuzzFinding) {
        try demand(written.last == UInt8(ascii: "\n"), "a line without an end")
        let line = Array(written.dropLast())
        try demand(line.allSatisfy { $0 >= 0x20 && $0 < 0x7f }, "a record with controls: \(line.text)")
        var index = RecordIndex()
        guard index.read(line.span) else { throw FuzzFinding("what was written is no record: \(line.text)") }
        try demand(index.isRejection(in: line.span), "a rejection is none")
        try demand(index.number(.status, in: line.span) == 404, "another status")
        try compare(line, index.range(of: .authority), authority)
        let visible = target.prefix { $0 != UInt8(ascii: "?") }
        try compare(line, index.range(of: .target), Array(visible))
    }

    /// Undoes the escapes of records.
    private static func compare(_ line: [UInt8], _ range: Range<Int>, _ expected: [UInt8]) throws(FuzzFinding) {
        var read: [UInt8] = []
        var rest = line[range]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "\\") else {
                read.append(octet)
                continue
            }
            let digits = String(decoding: rest.dropFirst().prefix(4), as: UTF8.self)
            guard rest.first == UInt8(ascii: "u"), let value = UInt8(digits, radix: 16) else {
                throw FuzzFinding("an escape that is none: \(line.text)")
            }
            read.append(value)
            rest = rest.dropFirst(5)
        }
        try demand(read == expected, "\(expected.text) is read as \(read.text)")
    }
}
