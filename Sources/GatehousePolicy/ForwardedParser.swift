internal import GatehouseHTTP

/// Reads the elements of a Forwarded value (RFC 7239 section 4), from the left.
///
/// Stricter than the grammar where it can only matter to an attacker: no empty elements, no empty pairs, one `for` per
/// element. White space around `;` is accepted, since common proxies write it.
struct ForwardedParser {
    private var position = 0
    /// Another element must follow.
    private(set) var hasMore = true

    /// - Returns: the node of the `for` parameter; `.hidden` when the element has none.
    /// - Throws: `.clientAddressUnknown` when the element is malformed.
    mutating func nextElement(of value: Span<UInt8>) throws(Denial) -> ForwardedNode {
        var node: ForwardedNode?
        while true {
            if let next = try pair(in: value) {
                guard node == nil else { throw Denial(.clientAddressUnknown) }
                node = next
            }
            guard try separator(in: value) == UInt8(ascii: ";") else { return node ?? .hidden }
        }
    }

    /// Reads `name=value`.
    ///
    /// - Returns: the node when the name is `for`.
    private mutating func pair(in value: Span<UInt8>) throws(Denial) -> ForwardedNode? {
        skipWhiteSpace(in: value)
        let name = try token(in: value)
        guard position < value.count, value[position] == UInt8(ascii: "=") else { throw Denial(.clientAddressUnknown) }
        position += 1
        let isQuoted = position < value.count && value[position] == UInt8(ascii: "\"")
        let content = isQuoted ? try quotedString(in: value) : try token(in: value)
        guard value.extracting(name).equalsIgnoringCase("for") else { return nil }
        return ForwardedNode(node: value.extracting(content))
    }

    /// Reads the `;` or `,` behind a pair; nil at the end of the value.
    private mutating func separator(in value: Span<UInt8>) throws(Denial) -> UInt8? {
        skipWhiteSpace(in: value)
        guard position < value.count else {
            hasMore = false
            return nil
        }
        let octet = value[position]
        guard octet == UInt8(ascii: ";") || octet == UInt8(ascii: ",") else { throw Denial(.clientAddressUnknown) }
        position += 1
        return octet
    }

    private mutating func token(in value: Span<UInt8>) throws(Denial) -> Range<Int> {
        let start = position
        while position < value.count, value[position].isTokenCharacter { position += 1 }
        guard position > start else { throw Denial(.clientAddressUnknown) }
        return start..<position
    }

    /// Reads a quoted string (RFC 9110 section 5.6.4).
    ///
    /// - Returns: what stands between the quotes, escapes not resolved: no address needs them, so an escaped one is a
    ///   hidden node.
    private mutating func quotedString(in value: Span<UInt8>) throws(Denial) -> Range<Int> {
        position += 1
        let start = position
        while position < value.count, value[position] != UInt8(ascii: "\"") {
            position += value[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < value.count else { throw Denial(.clientAddressUnknown) }
        position += 1
        return start..<position - 1
    }

    private mutating func skipWhiteSpace(in value: Span<UInt8>) {
        while position < value.count, value[position].isOptionalWhiteSpace { position += 1 }
    }
}
