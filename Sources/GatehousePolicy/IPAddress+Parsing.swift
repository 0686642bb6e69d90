internal import GatehouseHTTP

extension IPAddress {
    /// Reads the text form of an address, and nothing around it: no port, brackets, zone or white space.
    ///
    /// IPv4 is four decimal octets without leading zeros; the short, octal and hexadecimal forms of `inet_aton` are
    /// refused, because servers disagree about them. IPv6 is RFC 4291 section 2.2, with an optional dotted IPv4 tail;
    /// mapped addresses become IPv4. A zone (`%eth0`) is refused: it names an interface, not a network.
    package init?(parsing text: Span<UInt8>) {
        // The longest form is `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`.
        guard text.count >= 2, text.count <= 45 else { return nil }
        var hasColon = false
        for index in text.indices where text[index] == UInt8(ascii: ":") { hasColon = true }
        if hasColon {
            self.init(parsingIPv6: text)
        } else {
            guard let ipv4 = Self.ipv4Number(text) else { return nil }
            self.init(ipv4: ipv4)
        }
    }

    /// Reads the text form of an address, as `init(parsing:)` does.
    package init?(_ text: String) {
        self.init(parsing: text.utf8.span)
    }

    /// Four octets as one number, or nil.
    private static func ipv4Number(_ text: Span<UInt8>) -> UInt32? {
        var number: UInt32 = 0
        var octets = 0
        var start = 0
        for index in 0...text.count where index == text.count || text[index] == UInt8(ascii: ".") {
            guard octets < 4, let octet = DecimalNumber.parse(text.extracting(start..<index), maximum: 255) else {
                return nil
            }
            number = number << 8 | UInt32(octet)
            octets += 1
            start = index + 1
        }
        return octets == 4 ? number : nil
    }

    private init?(parsingIPv6 text: Span<UInt8>) {
        var groups = GroupCollector()
        var position = 0
        if text[0] == UInt8(ascii: ":") {
            guard text[1] == UInt8(ascii: ":") else { return nil }
            groups.markGap()
            position = 2
        }
        while position < text.count {
            guard let next = groups.take(from: text, at: position) else { return nil }
            position = next
        }
        guard let number = groups.number else { return nil }
        self.init(number: number)
    }

    /// The groups of an IPv6 address as they are read, and where `::` stood.
    private struct GroupCollector {
        private var value: UInt128 = 0
        private var count = 0
        private var gap: Int?
        /// A single `:` was read last: another group must follow.
        private var expectsGroup = false

        mutating func markGap() { gap = count }

        /// Reads one group or dotted tail, and the separator behind it.
        ///
        /// - Returns: the position behind them, or nil when the text is not an address.
        mutating func take(from text: Span<UInt8>, at start: Int) -> Int? {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: ":"), text[end] != UInt8(ascii: ".") { end += 1 }
            if end < text.count, text[end] == UInt8(ascii: ".") {
                return takeDottedTail(text.extracting(start..<text.count)) ? text.count : nil
            }
            guard append(text.extracting(start..<end)) else { return nil }
            return takeSeparator(text, at: end)
        }

        private mutating func append(_ digits: Span<UInt8>) -> Bool {
            guard count < 8, digits.count >= 1, digits.count <= 4 else { return false }
            var group: UInt128 = 0
            for index in digits.indices {
                guard let digit = digits[index].hexadecimalValue else { return false }
                group = group << 4 | UInt128(digit)
            }
            value = value << 16 | group
            count += 1
            expectsGroup = false
            return true
        }

        private mutating func takeDottedTail(_ text: Span<UInt8>) -> Bool {
            guard count <= 6, let ipv4 = IPAddress.ipv4Number(text) else { return false }
            value = value << 32 | UInt128(ipv4)
            count += 2
            expectsGroup = false
            return true
        }

        private mutating func takeSeparator(_ text: Span<UInt8>, at position: Int) -> Int? {
            guard position < text.count else { return position }
            guard position + 1 < text.count, text[position + 1] == UInt8(ascii: ":") else {
                expectsGroup = true
                return position + 1
            }
            guard gap == nil else { return nil }
            gap = count
            return position + 2
        }

        /// All 128 bits; nil while groups are missing.
        var number: UInt128? {
            guard !expectsGroup else { return nil }
            guard let gap else { return count == 8 ? value : nil }
            guard count < 8 else { return nil }
            // The groups behind `::` stay at the right end; those before it move to the left one.
            let tailBits = UInt128(16 * (count - gap))
            let tail = value & ((1 << tailBits) - 1)
            let head = gap == 0 ? 0 : (value >> tailBits) << UInt128(128 - 16 * gap)
            return head | tail
        }
    }
}
