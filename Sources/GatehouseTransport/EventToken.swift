/// Names what a descriptor was registered for: a kind, a slot in the owner's table and the slot's generation.
///
/// Slots are reused. An event that was already under way for the previous user of a slot carries an old generation,
/// and the owner drops it.
package struct EventToken: Hashable, Sendable {
    /// Generations count modulo this; a slot would have to be reused 16 million times within one wait to be mistaken.
    package static let generationLimit: UInt32 = 1 << 24

    /// Kind in the top 8 bits, generation in the next 24, slot in the low 32.
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Packs the parts. The low 24 bits of `generation` are kept.
    package init(kind: UInt8, slot: UInt32, generation: UInt32) {
        let generation = generation & (Self.generationLimit - 1)
        rawValue = UInt64(kind) << 56 | UInt64(generation) << 32 | UInt64(slot)
    }

    package var kind: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 56) }
    package var slot: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
    package var generation: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) & (Self.generationLimit - 1) }
}
