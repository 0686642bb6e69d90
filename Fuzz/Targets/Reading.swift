import GatehouseHTTP

extension FieldBlock {
    /// Every field that was not removed, as name and value, in order.
    var pairs: [FieldPair] {
        var pairs: [FieldPair] = []
        for index in 0..<count where !isRemoved(at: index) {
            pairs.append(withField(at: index) { FieldPair(name: $0.octets, value: $1.octets) })
        }
        return pairs
    }

    /// The values of all fields of one kind.
    func values(of known: KnownField) -> [[UInt8]] {
        (0..<count).filter { self.known(at: $0) == known && !isRemoved(at: $0) }.map { withValue(at: $0) { $0.octets } }
    }

    /// Appends a field as it was read elsewhere.
    mutating func append(_ pair: FieldPair) {
        append(name: pair.name.span, value: pair.value.span)
    }
}

/// A field, copied.
struct FieldPair: Hashable, CustomStringConvertible {
    let name: [UInt8]
    let value: [UInt8]

    var description: String { "\(name.text): \(value.text)" }
}

extension Span where Element == UInt8 {
    /// A copy.
    var octets: [UInt8] { indices.map { self[$0] } }
}

extension ByteQueue {
    /// A copy of what waits.
    var octets: [UInt8] { withSpan { $0.octets } }
}

extension [UInt8] {
    /// Readable, whatever it holds.
    var text: String { String(decoding: self, as: UTF8.self).debugDescription }
}
