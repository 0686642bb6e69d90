/// Spreads client networks over the places of a table, by a secret: who does not know it cannot choose neighbours.
struct ClientHash: Sendable {
    private let first: UInt64
    private let second: UInt64

    /// - Parameter seed: random, and told to nobody.
    init(seed: (UInt64, UInt64)) {
        first = Self.mix(seed.0)
        // An odd factor loses no bits.
        second = Self.mix(~seed.1) | 1
    }

    /// Spreads a seed over all bits (the finaliser of SplitMix64), so that no seed is a weak one.
    private static func mix(_ seed: UInt64) -> UInt64 {
        var value = seed &+ 0x9e37_79b9_7f4a_7c15
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    /// 64 bits of which any part may be used.
    func value(of client: ClientNetwork) -> UInt64 {
        Self.fold(Self.fold(client.key ^ first, second) ^ second, first | 1)
    }

    /// Both halves of the product, so that high bits reach the low ones.
    private static func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
