/// An IMF-fixdate (RFC 9110 section 5.6.7): `Wed, 25 Nov 2026 16:03:31 GMT`.
///
/// Written without a date formatter, which would bring a locale.
package struct HTTPDate: Sendable {
    private let bytes: InlineArray<29, UInt8>

    /// - Parameter seconds: since 1970-01-01T00:00:00Z; before that, and from the year 10000 on, the nearest date in between.
    package init(secondsSince1970 seconds: Int64) {
        let clamped = min(max(seconds, 0), 253_402_300_799)
        let days = clamped / 86_400
        let second = clamped % 86_400
        let date = CivilDate(daysSince1970: days)
        var text = InlineArray<29, UInt8>(repeating: UInt8(ascii: " "))
        Self.put(Self.weekdays[Int(days % 7)], in: &text, at: 0)
        text[3] = UInt8(ascii: ",")
        Self.put(date.day, digits: 2, in: &text, at: 5)
        Self.put(Self.months[Int(date.month - 1)], in: &text, at: 8)
        Self.put(date.year, digits: 4, in: &text, at: 12)
        Self.put(second / 3600, digits: 2, in: &text, at: 17)
        text[19] = UInt8(ascii: ":")
        Self.put(second / 60 % 60, digits: 2, in: &text, at: 20)
        text[22] = UInt8(ascii: ":")
        Self.put(second % 60, digits: 2, in: &text, at: 23)
        Self.put("GMT", in: &text, at: 26)
        bytes = text
    }

    /// Lends the 29 octets.
    package func withBytes<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(bytes.span)
    }

    /// 1970-01-01 was a Thursday.
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func put(_ word: String, in text: inout InlineArray<29, UInt8>, at start: Int) {
        var index = start
        for byte in word.utf8 {
            text[index] = byte
            index += 1
        }
    }

    private static func put(_ number: Int64, digits: Int, in text: inout InlineArray<29, UInt8>, at start: Int) {
        var rest = number
        for index in stride(from: start + digits - 1, through: start, by: -1) {
            text[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}
