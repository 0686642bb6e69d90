package import GatehouseHTTP

/// A record as a line for people, and as a row of comma-separated values (RFC 4180).
package enum RecordText {
    /// The columns of `appendRow`.
    package static let columns: [RecordIndex.Member] = [
        .time, .record, .event, .reason, .status, .count, .client, .method, .authority, .target, .path, .route,
        .exposure,
        .key, .requestID, .peer, .listener,
    ]

    /// The first row of a table of records.
    package static func appendHeader(to output: inout ByteQueue) {
        output.append(columns.map(\.name).joined(separator: ","))
        output.append("\r\n")
    }

    /// `2026-11-25 16:03:31.123456  route_not_found  404  203.0.113.7  GET hooks.example.com/x  route=-  7777...`
    package static func append(_ index: RecordIndex, _ line: Span<UInt8>, to output: inout ByteQueue) {
        output.append(line.extracting(9..<19))
        output.append(UInt8(ascii: " "))
        output.append(line.extracting(20..<35))
        append(line.extracting(index.range(of: index.isRejection(in: line) ? .reason : .event)), width: 24, to: &output)
        guard index.isRejection(in: line) || index.has(.client) else { return appendDetails(line, to: &output) }
        append(line.extracting(index.range(of: .status)), width: 3, to: &output)
        append(line.extracting(index.clientRange(in: line)), width: 18, to: &output)
        appendRequest(index, line, to: &output)
        appendMember("route", index.range(of: .route), line, to: &output)
        appendMember("key", index.range(of: .key), line, to: &output)
        appendMember("sni", index.has(.requestID) ? 0..<0 : index.range(of: .sni), line, to: &output)
        appendMember("count", index.range(of: .count), line, to: &output)
        appendMember("request_id", index.range(of: .requestID), line, to: &output)
        output.append(UInt8(ascii: "\n"))
    }

    /// One row; texts are quoted when they need it. A text that a spreadsheet would take for a formula gets an apostrophe
    /// in front: targets come from attackers, and are opened by people.
    package static func appendRow(_ index: RecordIndex, _ line: Span<UInt8>, to output: inout ByteQueue) {
        for (position, member) in columns.enumerated() {
            if position > 0 { output.append(UInt8(ascii: ",")) }
            let range = member == .client ? index.clientRange(in: line) : index.range(of: member)
            appendField(line.extracting(range), to: &output)
        }
        output.append("\r\n")
    }

    /// A field of comma-separated values.
    package static func appendField(_ text: Span<UInt8>, to output: inout ByteQueue) {
        guard !text.isEmpty else { return }
        let isFormula = "=+-@".utf8.contains(text[0])
        let isQuoted =
            isFormula || text.indices.contains { text[$0] == UInt8(ascii: ",") || text[$0] == UInt8(ascii: "\"") }
        guard isQuoted else { return output.append(text) }
        output.append(isFormula ? "\"'" : "\"")
        for index in text.indices {
            if text[index] == UInt8(ascii: "\"") { output.append(UInt8(ascii: "\"")) }
            output.append(text[index])
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func appendRequest(_ index: RecordIndex, _ line: Span<UInt8>, to output: inout ByteQueue) {
        output.append("  ")
        if index.has(.method) {
            output.append(line.extracting(index.range(of: .method)))
            output.append(UInt8(ascii: " "))
        }
        output.append(line.extracting(index.range(of: .authority)))
        output.append(line.extracting(index.range(of: .target)))
    }

    /// Acts of the gateway have members of their own: the rest of the line behind the event, as it is.
    private static func appendDetails(_ line: Span<UInt8>, to output: inout ByteQueue) {
        var commas = 0
        for index in line.indices where line[index] == UInt8(ascii: ",") {
            commas += 1
            guard commas == 3 else { continue }
            output.append("  ")
            output.append(line.extracting(index + 1..<line.count - 1))
            break
        }
        output.append(UInt8(ascii: "\n"))
    }

    private static func append(_ text: Span<UInt8>, width: Int, to output: inout ByteQueue) {
        output.append("  ")
        if text.isEmpty { output.append(UInt8(ascii: "-")) } else { output.append(text) }
        for _ in max(1, text.count)..<max(width, max(1, text.count)) { output.append(UInt8(ascii: " ")) }
    }

    private static func appendMember(
        _ name: String, _ range: Range<Int>, _ line: Span<UInt8>, to output: inout ByteQueue
    ) {
        guard !range.isEmpty else { return }
        output.append("  \(name)=")
        output.append(line.extracting(range))
    }
}
