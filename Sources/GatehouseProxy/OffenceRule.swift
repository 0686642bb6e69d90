import GatehousePolicy

/// How long a gateway remembers connections that it had to end for abuse.
package struct OffenceRule: Sendable, Equatable {
    /// Offences that are not forgiven yet, after which a client gets no connection.
    let barringCount: UInt64
    /// The bucket that they are taken from.
    let rate: RateRule

    /// An attacker with one address gets one connection a minute after the fifth, and whoever shares the address with it
    /// does not wait for long when it has gone.
    package static let standard = OffenceRule(barringCount: 5, forgivenessMilliseconds: 60_000)

    /// - Parameters:
    ///   - barringCount: ended connections after which new ones are refused; at least 1.
    ///   - forgivenessMilliseconds: the time in which one of them is forgiven.
    package init(barringCount: UInt32, forgivenessMilliseconds: UInt64) {
        self.barringCount = UInt64(max(barringCount, 1))
        rate = RateRule(count: 1, perMilliseconds: forgivenessMilliseconds, burst: barringCount)
    }

    /// How a client with so many offences stands.
    func standing(afterOffences count: UInt64) -> ClientStanding {
        if count == 0 { return .good }
        return count < barringCount ? .probation : .barred
    }
}
