/// What an owner wants to hear about a descriptor. An empty set still hears about hang-ups.
package struct Interest: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Bytes, an end or a new connection can be taken.
    package static let read = Interest(rawValue: 1)
    /// Bytes can be sent, or a connection attempt has ended.
    package static let write = Interest(rawValue: 2)
}
