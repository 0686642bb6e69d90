/// Writes the text format of Prometheus (version 0.0.4): a head for each family, then its samples.
struct MetricsText {
    private(set) var text = ""
    private var family = MetricFamily.buildInfo

    /// Begins a family; its samples follow at once.
    mutating func begin(_ family: MetricFamily) {
        self.family = family
        text += "# HELP \(family.rawValue) \(family.help)\n"
        text += "# TYPE \(family.rawValue) \(family.kind.rawValue)\n"
    }

    /// A family of one sample without labels.
    mutating func append(_ family: MetricFamily, _ value: some LosslessStringConvertible) {
        begin(family)
        sample(value)
    }

    /// - Parameters:
    ///   - value: a number.
    ///   - labels: names are constants; values come from the configuration or from closed sets.
    mutating func sample(_ value: some LosslessStringConvertible, _ labels: KeyValuePairs<StaticString, String> = [:]) {
        line("", labels, bound: nil, value.description)
    }

    mutating func histogram(_ histogram: MetricsSnapshot.Histogram, _ labels: KeyValuePairs<StaticString, String>) {
        var count: UInt64 = 0
        for (index, bucket) in histogram.buckets.enumerated() {
            count &+= bucket
            let isLast = index == MetricHistogram.bounds.count
            let bound = isLast ? "+Inf" : Self.seconds(MetricHistogram.bounds[index])
            line("_bucket", labels, bound: bound, count.description)
        }
        line("_sum", labels, bound: nil, Self.seconds(histogram.sumNanoseconds))
        line("_count", labels, bound: nil, count.description)
    }

    private mutating func line(
        _ suffix: String, _ labels: KeyValuePairs<StaticString, String>, bound: String?, _ value: String
    ) {
        var pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        if let bound { pairs.append("le=\"\(bound)\"") }
        text += family.rawValue
        text += suffix
        if !pairs.isEmpty { text += "{\(pairs.joined(separator: ","))}" }
        text += " \(value)\n"
    }

    /// Decimal seconds without rounding: a binary fraction would show digits that nobody measured.
    static func seconds(_ nanoseconds: UInt64) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest > 0 else { return "\(whole)" }
        var digits = String(rest + 1_000_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    /// A label's value may hold anything, but `\`, `"` and line ends only escaped.
    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        var escaped = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
