internal import BasicContainers
internal import Synchronization

/// A token bucket for every client network, in a table of fixed size that all workers share.
///
/// Used on any thread. No lock and no allocation: a bucket is one atomic number, eight of them, one line of the cache,
/// are all that a look-up touches. When all eight places of a client are taken by others, it takes that of the bucket
/// with most tokens, **and goes on with that bucket**: it can be charged with what others took, never be forgiven what it
/// took itself. So no client gets more than its bucket, however many addresses come and go, and an innocent one pays for
/// others only while all eight that share its places are themselves near their limit. Who shares them with whom is a
/// secret of the process.
///
/// Two workers that see a new client in the same moment can give it two places; it then has one token more.
package final class ClientMeter: Sendable {
    private static let waysPerSet = 8
    /// Of the tag and the time in a word. With the bits that choose the set, clients are told apart by 29 bits and more:
    /// of 10,000 clients about one in 50,000 shares a bucket with another.
    private static let timeBits: UInt64 = 44
    private static let timeMask: UInt64 = 1 << timeBits - 1
    /// Another worker has changed the word just then; somebody has got on each time.
    private static let attemptLimit = 64

    private let hash: ClientHash
    private let setMask: UInt64
    /// Tag and time at which the bucket is full again; 0: nobody.
    private let words: UniqueArray<Atomic<UInt64>>

    /// - Parameters:
    ///   - capacity: clients that have a place; rounded up to a power of two, 16 at least. Takes 8 bytes for each.
    ///   - seed: random, and told to nobody.
    package init(capacity: Int, seed: (UInt64, UInt64)) {
        var sets: UInt64 = 2
        while sets * UInt64(Self.waysPerSet) < UInt64(clamping: capacity) { sets <<= 1 }
        setMask = sets - 1
        hash = ClientHash(seed: seed)
        var words = UniqueArray<Atomic<UInt64>>()
        let count = Int(sets) * Self.waysPerSet
        words.reserveCapacity(count)
        for _ in 0..<count { words.append(Atomic(0)) }
        self.words = words
    }

    /// Takes a token of `client`.
    ///
    /// - Parameters:
    ///   - client: whose bucket.
    ///   - rule: the same at each call, but after a reload.
    ///   - now: monotonic.
    /// - Returns: 0 when there was one, else after how many nanoseconds there will be.
    package func take(_ client: ClientNetwork, by rule: RateRule, nowNanoseconds now: UInt64) -> UInt64 {
        let now = RateRule.ticks(ofNanoseconds: now)
        for _ in 0..<Self.attemptLimit {
            let place = place(of: client)
            guard !mend(place, rule, now) else { continue }
            switch rule.take(fullTicks: place.fullTicks, now: now) {
            case .empty(let wait): return RateRule.nanoseconds(ofTicks: wait)
            case .taken(let full):
                if put(full, at: place) { return 0 }
            }
        }
        return RateRule.nanoseconds(ofTicks: rule.tokenTicks)
    }

    /// Takes tokens whether they are there or not: `client` has done what counts against it.
    ///
    /// - Parameters:
    ///   - tokens: what it has done, weighed.
    ///   - client: whose bucket.
    ///   - rule: the same at each call, but after a reload.
    ///   - now: monotonic.
    package func charge(
        _ tokens: UInt32 = 1, to client: ClientNetwork, by rule: RateRule, nowNanoseconds now: UInt64
    ) {
        let now = RateRule.ticks(ofNanoseconds: now)
        for _ in 0..<Self.attemptLimit {
            let place = place(of: client)
            if put(rule.charge(tokens, fullTicks: place.fullTicks, now: now), at: place) { return }
        }
    }

    /// Looks without taking.
    ///
    /// - Parameters:
    ///   - client: whose bucket.
    ///   - rule: the same at each call, but after a reload.
    ///   - now: monotonic.
    /// - Returns: 0 when there is a token, else after how many nanoseconds there will be.
    package func wait(of client: ClientNetwork, by rule: RateRule, nowNanoseconds now: UInt64) -> UInt64 {
        let now = RateRule.ticks(ofNanoseconds: now)
        let place = place(of: client)
        _ = mend(place, rule, now)
        return RateRule.nanoseconds(ofTicks: rule.waitTicks(fullTicks: place.fullTicks, now: now))
    }

    /// How many tokens of `client` are missing: what it has done, and what time has not forgiven yet.
    ///
    /// - Parameters:
    ///   - client: whose bucket.
    ///   - rule: the same at each call, but after a reload.
    ///   - now: monotonic.
    /// - Returns: at most what the bucket holds; one that is given back in part counts whole.
    package func missingTokens(of client: ClientNetwork, by rule: RateRule, nowNanoseconds now: UInt64) -> UInt64 {
        rule.missingTokens(fullTicks: place(of: client).fullTicks, now: RateRule.ticks(ofNanoseconds: now))
    }

    /// Puts a bucket that is emptier than it can be back to empty.
    ///
    /// - Returns: true when it was: the place has to be looked up anew.
    private func mend(_ place: Place, _ rule: RateRule, _ now: UInt64) -> Bool {
        guard rule.isBeyond(fullTicks: place.fullTicks, now: now) else { return false }
        // Not under the tag of who asks: the place may be another's.
        let word = (place.word & ~Self.timeMask) | ((now &+ rule.bucketTicks) & Self.timeMask)
        _ = words[place.index].compareExchange(expected: place.word, desired: word, ordering: .relaxed)
        return true
    }

    // MARK: Places

    /// Where a client's bucket is, or would be.
    private struct Place {
        let index: Int
        /// As read.
        let word: UInt64
        let tag: UInt64

        var fullTicks: UInt64 { word & ClientMeter.timeMask }
    }

    /// The client's own place, else that of the bucket with most tokens.
    private func place(of client: ClientNetwork) -> Place {
        let value = hash.value(of: client)
        let start = Int(value & setMask) * Self.waysPerSet
        // 0 is nobody's.
        let tag = max(value >> Self.timeBits, 1)
        var fullest = Place(index: start, word: .max, tag: tag)
        for index in start..<start + Self.waysPerSet {
            let word = words[index].load(ordering: .relaxed)
            if word >> Self.timeBits == tag { return Place(index: index, word: word, tag: tag) }
            if word & Self.timeMask < fullest.fullTicks || fullest.word == .max {
                fullest = Place(index: index, word: word, tag: tag)
            }
        }
        return fullest
    }

    /// - Returns: false when another worker was there before.
    private func put(_ fullTicks: UInt64, at place: Place) -> Bool {
        let word = place.tag << Self.timeBits | min(fullTicks, Self.timeMask)
        return words[place.index].compareExchange(expected: place.word, desired: word, ordering: .relaxed).exchanged
    }
}
