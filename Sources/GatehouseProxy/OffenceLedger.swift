import GatehousePolicy

/// Which clients have had connections ended for abuse, until that is forgiven. One for each worker.
///
/// Outlives the connections, so that opening another one does not wash a client clean. An IPv6 client is its /64, which
/// one subscriber has. Bounded: when the memory is full, what is forgiven goes first, then whatever the hash table
/// happens to have in front.
struct OffenceLedger {
    enum Standing {
        case good
        /// It gets smaller budgets.
        case probation
        /// It gets no connection.
        case barred
    }

    private let rule: OffenceRule
    /// When all offences of a client will be forgiven (monotonic nanoseconds): the sum is kept as the time it takes.
    private var forgivenAt: [IPAddress: UInt64] = [:]

    init(_ rule: OffenceRule) {
        self.rule = rule
    }

    /// Clients that are remembered.
    var count: Int { forgivenAt.count }

    /// A connection of the client is ended for abuse.
    mutating func note(_ client: IPAddress, at now: UInt64) {
        let key = Self.key(client)
        if forgivenAt[key] == nil, forgivenAt.count >= rule.capacity { makeRoom(at: now) }
        let due = max(now, forgivenAt[key] ?? now) &+ nanosecondsPerOffence
        forgivenAt[key] = min(due, now &+ UInt64(rule.largestCount) &* nanosecondsPerOffence)
    }

    /// How the client stands. Costs nothing while nobody has offended.
    func standing(of client: IPAddress, at now: UInt64) -> Standing {
        guard !forgivenAt.isEmpty, let due = forgivenAt[Self.key(client)], due > now else { return .good }
        let isBarred = due - now > UInt64(rule.barringCount - 1) &* nanosecondsPerOffence
        return isBarred ? .barred : .probation
    }

    private var nanosecondsPerOffence: UInt64 { rule.forgivenessMilliseconds &* 1_000_000 }

    private mutating func makeRoom(at now: UInt64) {
        forgivenAt = forgivenAt.filter { $0.value > now }
        guard forgivenAt.count >= rule.capacity, let key = forgivenAt.keys.first else { return }
        forgivenAt[key] = nil
    }

    private static func key(_ client: IPAddress) -> IPAddress {
        client.isIPv4 ? client : IPAddress(high: client.high, low: 0)
    }
}
