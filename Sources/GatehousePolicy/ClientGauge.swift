internal import BasicContainers
internal import Synchronization

/// How much every client network has in use of something, against a limit: connections, bytes. Shared by all workers.
///
/// Used on any thread; no lock and no allocation. A client counts in two places, chosen by a secret, and what it uses is
/// the smaller of them (a count-min sketch). Others may count in one of these places, too: a client can be taken for
/// larger than it is when it shares both with clients near the limit, of which there are few, because somebody has to
/// hold for each of them what it is at its limit with. It is never taken for smaller. What was taken has to be given
/// back, so that nothing is ever evicted or forgotten.
package final class ClientGauge: Sendable {
    private let hash: ClientHash
    private let rowMask: UInt64
    /// The first row, then the second.
    private let cells: UniqueArray<Atomic<Int>>

    /// - Parameters:
    ///   - rowCount: places in each of the two rows; rounded up to a power of two. Takes 16 bytes for each.
    ///   - seed: random, and told to nobody.
    package init(rowCount: Int, seed: (UInt64, UInt64)) {
        var count: UInt64 = 16
        while count < UInt64(clamping: rowCount) { count <<= 1 }
        rowMask = count - 1
        hash = ClientHash(seed: seed)
        var cells = UniqueArray<Atomic<Int>>()
        cells.reserveCapacity(Int(count) * 2)
        for _ in 0..<Int(count) * 2 { cells.append(Atomic(0)) }
        self.cells = cells
    }

    /// Takes `amount` more for `client`, unless that would be more than `limit`.
    ///
    /// - Parameters:
    ///   - amount: not negative.
    ///   - client: who wants it.
    ///   - limit: the most that it may have. Two workers that ask in the same moment may both be refused the last of it.
    /// - Returns: false when it has none of it.
    package func take(_ amount: Int, for client: ClientNetwork, upTo limit: Int) -> Bool {
        let (first, second) = places(of: client)
        let inFirst = cells[first].wrappingAdd(amount, ordering: .relaxed).newValue
        let inSecond = cells[second].wrappingAdd(amount, ordering: .relaxed).newValue
        guard min(inFirst, inSecond) > limit else { return true }
        cells[first].wrappingSubtract(amount, ordering: .relaxed)
        cells[second].wrappingSubtract(amount, ordering: .relaxed)
        return false
    }

    /// Gives back what was taken.
    package func give(_ amount: Int, of client: ClientNetwork) {
        let (first, second) = places(of: client)
        let inFirst = cells[first].wrappingSubtract(amount, ordering: .relaxed).newValue
        cells[second].wrappingSubtract(amount, ordering: .relaxed)
        precondition(inFirst >= 0, "more was given back than was taken")
    }

    /// What `client` is taken to have.
    package func amount(of client: ClientNetwork) -> Int {
        let (first, second) = places(of: client)
        return min(cells[first].load(ordering: .relaxed), cells[second].load(ordering: .relaxed))
    }

    private func places(of client: ClientNetwork) -> (Int, Int) {
        let value = hash.value(of: client)
        return (Int(value & rowMask), Int(rowMask + 1 + (value >> 32 & rowMask)))
    }
}
