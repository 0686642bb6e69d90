import GatehouseHTTP

/// Writing one record: a JSON object (RFC 8259) on a line of its own, byte by byte, without allocation beyond the queue.
///
/// Safe against forged lines by construction: only printable ASCII is ever written as it came, except `"` and `\`. Every
/// other byte becomes `\u00XX` with its own value, so that a reader gets each byte back from the character with the same
/// number, and no line break, control sequence, U+2028 or ill-formed UTF-8 can reach the file.
extension ByteQueue {
    /// Bytes of one text that are written at most. Legitimate paths, hosts and agents are far shorter, and a peer must not
    /// fill the disk with one request; the full count follows as `<name>_bytes`.
    static let maximumTextBytes = 2048

    /// Begins the line with the members that every record has.
    mutating func openRecord(_ kind: String, at time: Timestamp) {
        append("{\"time\":\"")
        time.append(to: &self)
        append("\",\"record\":\"")
        append(kind)
        append(UInt8(ascii: "\""))
    }

    mutating func closeRecord() {
        append("}\n")
    }

    /// A member with bytes from anywhere.
    ///
    /// - Parameters:
    ///   - name: a constant of ours.
    ///   - text: any bytes; cut at `maximumTextBytes`.
    mutating func appendMember(_ name: String, text: Span<UInt8>) {
        appendName(name)
        appendQuoted(text.extracting(first: Self.maximumTextBytes))
        guard text.count > Self.maximumTextBytes else { return }
        append(",\"")
        append(name)
        append("_bytes\":")
        appendNumber(UInt64(text.count))
    }

    /// A member with text of ours; left out when there is none.
    mutating func appendMember(_ name: String, text: String?) {
        guard let text else { return }
        appendMember(name, text: text.utf8.span)
    }

    mutating func appendMember(_ name: String, address: AddressText?) {
        address?.withSpan { appendMember(name, text: $0) }
    }

    mutating func appendMember(_ name: String, number: UInt64?) {
        guard let number else { return }
        appendName(name)
        appendNumber(number)
    }

    mutating func appendMember(_ name: String, digest: SHA256Value?) {
        guard let digest else { return }
        appendName(name)
        append(UInt8(ascii: "\""))
        for index in digest.bytes.indices { appendHexadecimal(digest.bytes[index]) }
        append(UInt8(ascii: "\""))
    }

    /// A member with a number or truth value of ours, already in its JSON form.
    mutating func appendMember(_ name: String, literal: String) {
        appendName(name)
        append(literal)
    }

    private mutating func appendName(_ name: String) {
        append(",\"")
        append(name)
        append("\":")
    }

    /// A JSON string with these bytes, escaped.
    mutating func appendQuoted(_ text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        var plainStart = 0
        for index in text.indices where !text[index].isPlainInRecords {
            append(text.extracting(plainStart..<index))
            append("\\u00")
            appendHexadecimal(text[index])
            plainStart = index + 1
        }
        append(text.extracting(plainStart..<text.count))
        append(UInt8(ascii: "\""))
    }

    private mutating func appendHexadecimal(_ byte: UInt8) {
        append(Self.hexadecimalDigit(byte >> 4))
        append(Self.hexadecimalDigit(byte & 15))
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    mutating func appendNumber(_ number: UInt64) {
        // The largest has 20 digits; they come last first.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = number
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        append(digits.span.extracting(start..<20))
    }
}

extension UInt8 {
    /// Printable ASCII that means nothing in a JSON string.
    fileprivate var isPlainInRecords: Bool {
        self >= 0x20 && self < 0x7f && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}
