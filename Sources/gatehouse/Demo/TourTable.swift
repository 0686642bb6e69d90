import GatehouseHTTP

/// The results of a tour as a table for people, at most 120 columns wide. The column `CONNECTOR` says what reached it.
struct TourTable {
    /// Of the first column; longer titles would push the table over its width.
    static let titleWidth = 38
    private static let heads = [
        "REQUEST", "CLIENT", "HTTP", "VERDICT", "REASON", "STATUS", "CONNECTOR", "CHECK",
    ]

    private enum Colour: String {
        case bold = "1"
        case green = "32"
        case red = "1;31"
    }

    let lines: [String]

    /// - Parameters:
    ///   - results: in the order of the table.
    ///   - isColoured: for terminals only.
    init(_ results: [TourResult], isColoured: Bool) {
        let rows = results.map(Self.cells)
        let widths = Self.heads.indices.map { column in
            ([Self.heads] + rows).map { $0[column].count }.max() ?? 0
        }
        var lines = [Self.paint(Self.row(Self.heads, widths), .bold, isColoured)]
        for (result, cells) in zip(results, rows) {
            lines.append(Self.paint(Self.row(cells, widths), Self.colour(of: result), isColoured))
            if let complaint = result.complaint { lines.append("  ^ \(complaint)") }
        }
        self.lines = lines + ["", Self.summary(results)]
    }

    private static func cells(_ result: TourResult) -> [String] {
        [
            result.step.title, result.step.client.rawValue, result.step.request.version == .http2 ? "2" : "1.1",
            result.reply == nil ? "none" : result.reply?.reason == nil ? "forwarded" : "refused",
            result.reply?.reason?.rawValue ?? "-", result.reply.map { String($0.status) } ?? "-",
            arrival(result.arrived), result.isRight ? "ok" : "WRONG",
        ]
    }

    private static func arrival(_ arrived: [ReceivedRequest]) -> String {
        guard let request = arrived.first else { return "nothing" }
        guard arrived.count == 1 else { return "\(arrived.count) requests" }
        return "\(request.method) \(request.bodyByteCount) B"
    }

    private static func row(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
        // The last column needs no filling.
        return padded.dropLast().joined(separator: "  ") + "  " + (cells.last ?? "")
    }

    private static func summary(_ results: [TourResult]) -> String {
        let wrong = results.filter { !$0.isRight }.count
        let forwarded = results.filter { !$0.arrived.isEmpty }.count
        let verdicts = wrong == 0 ? "every verdict right" : "\(wrong) WRONG"
        return "\(results.count) requests: \(forwarded) reached the connector, "
            + "\(results.count - forwarded) were stopped at the gate; \(verdicts)"
    }

    // MARK: Colours

    /// What is refused rightly is the ordinary case and stays plain.
    private static func colour(of result: TourResult) -> Colour? {
        guard result.isRight else { return .red }
        return result.arrived.isEmpty ? nil : .green
    }

    private static func paint(_ line: String, _ colour: Colour?, _ isColoured: Bool) -> String {
        guard isColoured, let colour else { return line }
        return "\u{1B}[\(colour.rawValue)m\(line)\u{1B}[0m"
    }
}
