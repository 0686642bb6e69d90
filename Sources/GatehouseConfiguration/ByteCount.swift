/// A number of bytes, written in the file as digits and a unit: `512B`, `256KiB`, `16MiB`, `1GiB`.
package struct ByteCount: Hashable, Sendable, Comparable {
    /// The number itself.
    package let bytes: UInt64

    /// Takes a plain number of bytes.
    package init(bytes: UInt64) {
        self.bytes = bytes
    }

    /// By number.
    package static func < (left: ByteCount, right: ByteCount) -> Bool {
        left.bytes < right.bytes
    }

    static func kibibytes(_ count: UInt64) -> ByteCount { ByteCount(bytes: count << 10) }
    static func mebibytes(_ count: UInt64) -> ByteCount { ByteCount(bytes: count << 20) }
    static func gibibytes(_ count: UInt64) -> ByteCount { ByteCount(bytes: count << 30) }

    private static let units: KeyValuePairs<String, UInt64> = ["GiB": 1 << 30, "MiB": 1 << 20, "KiB": 1 << 10, "B": 1]

    /// - Returns: nil without a unit, with a decimal unit (`KB`), a sign, a fraction or more than nine digits.
    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard digits.isDecimal, digits.utf8.count <= 9, let amount = UInt64(digits),
            let size = Self.units.first(where: { $0.key == unit })?.value
        else { return nil }
        bytes = amount * size
    }
}

extension ByteCount: CustomStringConvertible {
    /// With the largest unit that leaves a whole number.
    package var description: String {
        for (unit, size) in Self.units where bytes != 0 && bytes % size == 0 { return "\(bytes / size)\(unit)" }
        return "0B"
    }
}

extension ValueReader where Value == ByteCount {
    /// A size with its unit, within bounds.
    static func size(in range: ClosedRange<ByteCount>) -> ValueReader {
        ValueReader { node, context in
            guard let value = node.scalarText.flatMap(ByteCount.init) else {
                context.report(
                    node,
                    "expected a size from \(range.lowerBound) to \(range.upperBound), found \(node.finding)",
                    hint: hint(for: node.scalarText ?? ""))
                return nil
            }
            guard range.contains(value) else {
                context.report(
                    node, "the size must be from \(range.lowerBound) to \(range.upperBound), found \(node.finding)",
                    hint: "the nearest is `\(value < range.lowerBound ? range.lowerBound : range.upperBound)`")
                return nil
            }
            return value
        }
    }

    private static func hint(for text: String) -> String {
        // A bare number was most likely meant in bytes.
        guard let bytes = ByteCount(text + "B") else { return "a whole number and one of B, KiB, MiB, GiB" }
        return "write the unit: `\(bytes)`"
    }
}
