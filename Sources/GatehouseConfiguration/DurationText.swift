/// Durations as the file has them: digits and a unit, `250ms`, `5s`, `10m`, `12h`.
enum DurationText {
    private static let units: KeyValuePairs<String, Int64> = ["h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1]

    /// - Returns: nil without a unit, with a sign, a fraction or more than nine digits (which could overflow).
    static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard digits.isDecimal, digits.utf8.count <= 9, let amount = Int64(digits),
            let milliseconds = units.first(where: { $0.key == unit })?.value
        else { return nil }
        return .milliseconds(amount * milliseconds)
    }

    /// The shortest way to write a duration, for messages.
    static func text(of duration: Duration) -> String {
        let parts = duration.components
        let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        for (unit, size) in units where milliseconds != 0 && milliseconds % size == 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}

extension ValueReader where Value == Duration {
    /// A duration with its unit, within bounds.
    static func duration(in range: ClosedRange<Duration>) -> ValueReader {
        let lowest = DurationText.text(of: range.lowerBound)
        let highest = DurationText.text(of: range.upperBound)
        return ValueReader { node, context in
            guard let value = node.scalarText.flatMap(DurationText.parse) else {
                context.report(
                    node, "expected a duration from \(lowest) to \(highest), found \(node.finding)",
                    hint: hint(for: node.scalarText ?? ""))
                return nil
            }
            guard range.contains(value) else {
                context.report(
                    node, "the duration must be from \(lowest) to \(highest), found \(node.finding)",
                    hint: "the nearest is `\(value < range.lowerBound ? lowest : highest)`")
                return nil
            }
            return value
        }
    }

    private static func hint(for text: String) -> String {
        text.isDecimal && text.utf8.count <= 9
            ? "write the unit: `\(text)s` or `\(text)ms`" : "a whole number and one of ms, s, m, h"
    }
}
