/// How long a gateway remembers connections that it had to end for abuse.
package struct OffenceRule: Sendable, Equatable {
    /// Offences after which new connections are refused.
    package var barringCount: Int
    /// The time in which one offence is forgiven.
    package var forgivenessMilliseconds: UInt64
    /// Most offences that are remembered of one client: at most this many times `forgivenessMilliseconds` it waits.
    package var largestCount: Int
    /// Clients that are remembered, by each worker.
    package var capacity: Int

    /// Five ended connections bar a client for a minute, ten at once for six. An attacker from one address gets one
    /// connection a minute then, and whoever shares the address with it does not wait for long when it has gone.
    package static let standard = OffenceRule(
        barringCount: 5, forgivenessMilliseconds: 60_000, largestCount: 10, capacity: 4_096)

    package init(barringCount: Int, forgivenessMilliseconds: UInt64, largestCount: Int, capacity: Int) {
        self.barringCount = barringCount
        self.forgivenessMilliseconds = forgivenessMilliseconds
        self.largestCount = largestCount
        self.capacity = capacity
    }
}
