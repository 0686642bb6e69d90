package import GatehousePolicy

/// A number of things in a time, as the file has it: `20/s`, `100/m`, `1000/h`.
package struct RateText: Hashable, Sendable {
    package let count: Int
    /// 1,000, 60,000 or 3,600,000.
    package let milliseconds: UInt64

    private static let units: KeyValuePairs<String, UInt64> = ["s": 1_000, "m": 60_000, "h": 3_600_000]

    /// What a gateway can count: beyond it the steps in which time is counted are too coarse.
    static let counts = 1...100_000

    init(count: Int, milliseconds: UInt64) {
        self.count = count
        self.milliseconds = milliseconds
    }

    /// - Returns: nil without a unit, with a sign, a fraction, or a number out of `counts`.
    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let rest = text.dropFirst(digits.count)
        guard digits.isDecimal, digits.utf8.count <= 6, let count = Int(digits), Self.counts.contains(count),
            rest.first == "/", let milliseconds = Self.units.first(where: { $0.key == rest.dropFirst() })?.value
        else { return nil }
        self.init(count: count, milliseconds: milliseconds)
    }

    /// A bucket that fills at this rate and holds `burst`.
    package func rule(burst: Int) -> RateRule {
        RateRule(count: UInt32(clamping: count), perMilliseconds: milliseconds, burst: UInt32(clamping: burst))
    }
}

extension RateText: CustomStringConvertible {
    /// As the file has it.
    package var description: String {
        let unit = Self.units.first { $0.value == milliseconds }?.key
        return "\(count)/\(unit ?? "?")"
    }
}

extension ValueReader where Value == RateText {
    /// A rate with its unit.
    static var rate: ValueReader {
        .text(
            "a rate from 1 to 100000 in a second, minute or hour",
            hint: { RateText($0 + "/s") == nil ? "a whole number and one of /s, /m, /h" : "write the unit: `\($0)/s`" },
            RateText.init)
    }
}
