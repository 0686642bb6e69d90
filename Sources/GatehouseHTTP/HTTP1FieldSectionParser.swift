/// Reads field lines up to and including the empty line that ends them (RFC 9112 sections 5 and 7.1.2), octet by octet,
/// wherever the input is cut: the fields of a head, or a trailer section.
///
/// No white space before the colon, no line folding, CRLF only, no control octet; nothing is repaired.
struct HTTP1FieldSectionParser {
    private enum State {
        case lineStart, name, valueStart, value, lineFeed, lastLineFeed, ended
    }

    private var state = State.lineStart
    /// Octets read so far, counted from the first of what `parse` is given.
    private(set) var position: Int
    private var nameStart = 0
    private var nameEnd = 0
    private var valueStart = 0
    /// Behind the last octet that is not white space.
    private var valueEnd = 0
    private var fieldCount = 0
    private let limits: HTTP1Limits

    /// - Parameters:
    ///   - start: where the first field line begins in what `parse` will be given.
    ///   - limits: of which the field count and the name length are applied here.
    init(at start: Int, limits: HTTP1Limits) {
        position = start
        self.limits = limits
    }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - bytes: the section from its first octet, each time with more behind it.
    ///   - fields: gets each field as soon as its line is complete.
    /// - Returns: true when the section is complete; `position` is then behind it.
    /// - Throws: `.fieldMalformed`, or `.fieldsTooLarge` for too many fields or too long a name.
    mutating func parse(
        _ bytes: Span<UInt8>, into fields: inout FieldBlock
    ) throws(HTTP1Violation) -> Bool {
        while state != .ended, position < bytes.count {
            switch state {
            case .lineStart: try readLineStart(bytes[position])
            case .name: try readName(bytes)
            case .valueStart: skipWhitespace(bytes)
            case .value: try readValue(bytes)
            case .lineFeed:
                try readLineFeed(bytes[position], next: .lineStart)
                fields.append(
                    name: bytes.extracting(nameStart..<nameEnd), value: bytes.extracting(valueStart..<valueEnd))
            case .lastLineFeed: try readLineFeed(bytes[position], next: .ended)
            case .ended: break
            }
        }
        return state == .ended
    }

    private mutating func readLineStart(_ byte: UInt8) throws(HTTP1Violation) {
        if byte == .carriageReturn {
            position += 1
            state = .lastLineFeed
        } else {
            guard fieldCount < limits.fieldCount else { throw HTTP1Violation(.fieldsTooLarge) }
            fieldCount += 1
            nameStart = position
            state = .name
        }
    }

    private mutating func readName(_ bytes: Span<UInt8>) throws(HTTP1Violation) {
        let limit = min(bytes.count, nameStart + limits.nameBytes + 1)
        var end = position
        while end < limit, bytes[end].isTokenCharacter { end += 1 }
        position = end
        guard end - nameStart <= limits.nameBytes else { throw HTTP1Violation(.fieldsTooLarge) }
        guard end < bytes.count else { return }
        guard bytes[end] == UInt8(ascii: ":"), end > nameStart else { throw HTTP1Violation(.fieldMalformed) }
        nameEnd = end
        position = end + 1
        state = .valueStart
    }

    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while position < bytes.count, bytes[position].isWhitespace { position += 1 }
        guard position < bytes.count else { return }
        valueStart = position
        state = .value
    }

    private mutating func readValue(_ bytes: Span<UInt8>) throws(HTTP1Violation) {
        var end = position
        while end < bytes.count, bytes[end].isFieldValueCharacter { end += 1 }
        position = end
        guard end < bytes.count else { return }
        guard bytes[end] == .carriageReturn else { throw HTTP1Violation(.fieldMalformed) }
        position = end + 1
        while end > valueStart, bytes[end - 1].isWhitespace { end -= 1 }
        valueEnd = end
        state = .lineFeed
    }

    private mutating func readLineFeed(_ byte: UInt8, next: State) throws(HTTP1Violation) {
        guard byte == .lineFeed else { throw HTTP1Violation(.fieldMalformed) }
        position += 1
        state = next
    }
}
