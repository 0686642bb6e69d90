internal import GatehouseHTTP

/// What one line of X-Forwarded-For or Forwarded says about the client, read in one pass from the left.
struct ForwardedLine {
    let trusted: NetworkSet
    /// The first element.
    private(set) var first: ForwardedNode?
    /// The last element that is not the address of a trusted proxy: the client, unless a later line has one.
    private(set) var client: ForwardedNode?

    init(trusted: NetworkSet) {
        self.trusted = trusted
    }

    /// Reads a field value as the grammar of `field` has it.
    ///
    /// - Throws: `.clientAddressUnknown` when a Forwarded value is malformed anywhere: a quote that does not end would
    ///   hide elements behind it. Elements of X-Forwarded-For stand alone, so a malformed one is a hidden node.
    mutating func read(_ value: Span<UInt8>, as field: KnownField) throws(Denial) {
        if field == .forwarded {
            var parser = ForwardedParser()
            repeat { add(try parser.nextElement(of: value)) } while parser.hasMore
        } else {
            readAddresses(value)
        }
    }

    private mutating func readAddresses(_ value: Span<UInt8>) {
        var start = 0
        for index in 0...value.count where index == value.count || value[index] == UInt8(ascii: ",") {
            add(ForwardedNode(xForwardedFor: value.extracting(Self.trimmed(start..<index, in: value))))
            start = index + 1
        }
    }

    private mutating func add(_ node: ForwardedNode) {
        if first == nil { first = node }
        if case .address(let address) = node, trusted.contains(address) { return }
        client = node
    }

    /// Without optional white space (RFC 9110 section 5.6.3) at both ends.
    private static func trimmed(_ range: Range<Int>, in value: Span<UInt8>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, value[lower].isOptionalWhiteSpace { lower += 1 }
        while lower < upper, value[upper - 1].isOptionalWhiteSpace { upper -= 1 }
        return lower..<upper
    }
}

extension UInt8 {
    /// SP or HTAB (RFC 9110 section 5.6.3).
    var isOptionalWhiteSpace: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
