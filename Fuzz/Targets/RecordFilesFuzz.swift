import GatehouseAudit
import GatehouseCrypto
import GatehouseHTTP
import GatehousePolicy

/// Files of records as `gatehouse audit` reads them, tampered with in any way. The first octet says whether the rest is
/// compressed.
enum RecordFilesFuzz {
    /// A file of a few kilobytes can expand to megabytes; no more is looked at.
    private static let maximumBytes = 1 << 20

    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        guard let first = input.first else { return }
        let bytes = Array(input.dropFirst())
        try checkLines(first & 1 == 1 ? try expand(bytes) : bytes)
        try checkTimes(bytes)
    }

    private static func expand(_ bytes: [UInt8]) throws(FuzzFinding) -> [UInt8] {
        guard var expander = try? GzipExpander(pieceByteCount: 4_096) else { throw FuzzFinding("no memory for zlib") }
        var content: [UInt8] = []
        var longest = 0
        _ = try? expander.expand(bytes.span) { piece in
            longest = max(longest, piece.count)
            if content.count < maximumBytes { content += piece.octets }
        }
        _ = try? expander.finish()
        try demand(longest <= 4_096, "a piece of \(longest) bytes")
        return content
    }

    private static func checkLines(_ content: [UInt8]) throws(FuzzFinding) {
        var tables = (summary: RecordSummary(), top: RecordTop())
        var index = RecordIndex()
        var filter = RecordFilter()
        filter.setText("\"\\\n")
        filter.clients = NetworkSet(["192.0.2.0/24", "2001:db8::/32"].compactMap { Network($0) })
        filter.since = Timestamp(nanoseconds: 0)
        for line in content.split(separator: UInt8(ascii: "\n")).prefix(1_000).map(Array.init) {
            _ = RecordIndex.timeNanoseconds(ofLine: line.span)
            let isWhole = RecordIndex.looksWhole(line.span)
            if isWhole { _ = filter.coversTime(of: line.span) }
            guard index.read(line.span) else { continue }
            try demand(isWhole, "a record that does not look like one: \(line.text)")
            try checkPlaces(index, line)
            _ = filter.matches(index, line.span)
            _ = index.rejectionCount(in: line.span)
            tables.summary.add(index, line.span)
            tables.top.add(index, line.span)
            try checkTexts(index, line)
        }
        _ = tables.summary.reasons.highest(10)
        _ = tables.top.clients.sortedByText
    }

    private static func checkPlaces(_ index: RecordIndex, _ line: [UInt8]) throws(FuzzFinding) {
        for member in RecordIndex.Member.allCases where index.has(member) {
            let range = index.range(of: member)
            try demand(range.lowerBound > 0 && range.upperBound < line.count, "\(member) is not in the line")
            let text = line[range]
            try demand(!text.contains(UInt8(ascii: "\"")) || text.first == UInt8(ascii: "{"), "\(member) holds a quote")
        }
    }

    /// One record is one line for people, and one row of a table with all its columns.
    private static func checkTexts(_ index: RecordIndex, _ line: [UInt8]) throws(FuzzFinding) {
        var text = ByteQueue()
        RecordText.append(index, line.span, to: &text)
        let written = text.octets
        try demand(written.last == 0x0a && written.filter { $0 < 0x20 }.count == 1, "more than a line: \(written.text)")
        var row = ByteQueue()
        RecordText.appendRow(index, line.span, to: &row)
        let cells = try cells(of: row.octets)
        try demand(cells.count == RecordText.columns.count, "\(cells.count) columns: \(row.octets.text)")
        for cell in cells {
            let isFormula = cell.first.map { "=+-@".utf8.contains($0) } ?? false
            try demand(!isFormula, "a spreadsheet would run \(cell.text)")
        }
    }

    /// RFC 4180.
    private static func cells(of row: [UInt8]) throws(FuzzFinding) -> [[UInt8]] {
        var cells: [[UInt8]] = [[]]
        var isQuoted = false
        var rest = row.dropLast(2)
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "\"") where isQuoted && rest.first == UInt8(ascii: "\""):
                rest = rest.dropFirst()
                cells[cells.count - 1].append(octet)
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: cells.append([])
            case 0x0a, 0x0d: throw FuzzFinding("a row of several lines: \(row.text)")
            default: cells[cells.count - 1].append(octet)
            }
        }
        try demand(!isQuoted, "a quote without an end: \(row.text)")
        return cells
    }

    private static func checkTimes(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let time = Timestamp(parsing: bytes.span) else { return }
        var text = ByteQueue()
        time.append(to: &text)
        let again = text.octets
        // Written in microseconds, rounded down.
        let (microseconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000)
        try demand(
            Timestamp(parsing: again.span)?.nanoseconds == (rest < 0 ? microseconds - 1 : microseconds) * 1_000,
            "\(bytes.text) is read as \(again.text)")
    }
}
