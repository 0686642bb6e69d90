/// How many worker threads serve requests.
package enum WorkerSettings: Hashable, Sendable {
    /// One per core that is online.
    case automatic
    case count(Int)
}

extension ValueReader where Value == WorkerSettings {
    static var workers: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "auto" { return .automatic }
            guard node.plainText?.isDecimal == true else {
                context.report(
                    node, "expected auto or a whole number from 1 to 256, found \(node.finding)",
                    hint: "`auto` for one per core")
                return nil
            }
            return ValueReader<Int>.integer(in: 1...256).read(node, context).map(WorkerSettings.count)
        }
    }
}
