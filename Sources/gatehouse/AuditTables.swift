import GatehouseAudit
import GatehouseHTTP

/// One table of an answer: what was counted, and how often it was.
struct AuditTable: Equatable {
    let name: String
    let rows: [Row]
    /// Of everything that has no row.
    let others: Int

    struct Row: Equatable {
        let text: String
        let count: Int
    }

    /// The highest counts first.
    init(_ name: String, _ counter: RecordCounter, limit: Int = .max) {
        self.init(name, counter.highest(limit), total: counter.total)
    }

    /// In the order of the texts: times.
    init(_ name: String, inOrder counter: RecordCounter) {
        self.init(name, counter.sortedByText, total: counter.total)
    }

    private init(_ name: String, _ counted: [(text: String, count: Int)], total: Int) {
        self.name = name
        rows = counted.map { Row(text: $0.text.isEmpty ? "-" : $0.text, count: $0.count) }
        others = total - rows.reduce(0) { $0 + $1.count }
    }
}

/// The tables of an answer in each format.
struct AuditTables {
    /// Rejections in all.
    let total: Int
    let tables: [AuditTable]

    func print(_ format: AuditFormat) {
        Swift.print(text(format), terminator: "")
    }

    func text(_ format: AuditFormat) -> String {
        switch format {
        case .text: aligned
        case .json: object
        case .csv: rows
        }
    }

    /// Counts on the right of their column, texts behind them.
    private var aligned: String {
        var text = "\(total) rejections\n"
        for table in tables where !table.rows.isEmpty {
            let others = table.others > 0 ? [AuditTable.Row(text: "(others)", count: table.others)] : []
            let rows = table.rows + others
            let width = max(5, rows.map { String($0.count).count }.max() ?? 0)
            text += "\n\(Self.padded("COUNT", to: width))  \(table.name.uppercased())\n"
            for row in rows { text += "\(Self.padded(String(row.count), to: width))  \(row.text)\n" }
        }
        return text
    }

    private static func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// Texts are printable ASCII without quotes, and escaped as JSON has it: they go in as they are.
    private var object: String {
        let members = tables.map { table in
            let rows = table.rows.map { "{\"\(table.name)\":\"\($0.text)\",\"count\":\($0.count)}" }
            return "\"\(table.name)\":[\(rows.joined(separator: ","))],\"\(table.name)_others\":\(table.others)"
        }
        return "{\"rejections\":\(total),\(members.joined(separator: ","))}\n"
    }

    private var rows: String {
        var output = ByteQueue()
        output.append("table,value,count\r\n")
        for table in tables {
            for row in table.rows {
                output.append("\(table.name),")
                RecordText.appendField((row.text == "-" ? "" : row.text).utf8.span, to: &output)
                output.append(",\(row.count)\r\n")
            }
            if table.others > 0 { output.append("\(table.name),(others),\(table.others)\r\n") }
        }
        return output.withSpan { String(decoding: $0) }
    }
}
