package import GatehouseHTTP

/// A moment of the wall clock, and its form in records: `2026-11-25T16:03:31.123456Z` (RFC 3339, UTC, microseconds).
///
/// The calendar is our own: a date formatter would bring a locale, a lock and an allocation to every line. Leap seconds do
/// not exist here, as on the system's clock.
package struct Timestamp: Equatable, Sendable {
    /// Since 1970-01-01T00:00:00Z. Reaches from the year 1677 to 2262, so that the year always has four digits.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Appends the 27 bytes of the RFC 3339 form.
    package func append(to output: inout ByteQueue) {
        // Rounded down before 1970 too, so that a later moment never has an earlier text.
        let (seconds, nanosecond) = Self.floorDivide(nanoseconds, by: 1_000_000_000)
        let (days, secondOfDay) = Self.floorDivide(seconds, by: 86_400)
        let date = CivilDate(daysSince1970: days)
        output.append(addingCapacity: 27) { text in
            Self.append(date.year, digits: 4, then: "-", to: &text)
            Self.append(date.month, digits: 2, then: "-", to: &text)
            Self.append(date.day, digits: 2, then: "T", to: &text)
            Self.append(secondOfDay / 3600, digits: 2, then: ":", to: &text)
            Self.append(secondOfDay / 60 % 60, digits: 2, then: ":", to: &text)
            Self.append(secondOfDay % 60, digits: 2, then: ".", to: &text)
            Self.append(nanosecond / 1000, digits: 6, then: "Z", to: &text)
        }
    }

    /// - Returns: the quotient rounded towards the past, and the remainder, which is never negative.
    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func append(
        _ value: Int64, digits: Int, then separator: Unicode.Scalar, to text: inout OutputSpan<UInt8>
    ) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
        text.append(UInt8(ascii: separator))
    }
}
