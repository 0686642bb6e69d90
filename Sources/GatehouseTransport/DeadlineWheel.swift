internal import BasicContainers

/// Deadlines of one worker, coarse and cheap: scheduling and expiry cost a few memory accesses, whatever their number.
///
/// A deadline never fires early and fires at most one tick (about 17 ms) late. There is no cancelling: an owner whose
/// deadline has moved, or is gone, finds that out when the token comes back, and schedules anew. Nothing is allocated
/// once the number of entries has been reached before.
package struct DeadlineWheel: ~Copyable {
    /// One tick is 2^24 ns, 16.8 ms: deadlines here are seconds, and fewer ticks mean fewer wake-ups.
    private static let tickShift: UInt64 = 24
    /// 4096 ticks are 69 s: most deadlines are met within one turn. Later ones are passed over until their turn.
    private static let slotCount = 4096
    private static let none: Int32 = -1

    struct Entry {
        var token: UInt64
        var tick: UInt64
        var next: Int32
    }

    private var entries = UniqueArray<Entry>()
    private var firstFree = Self.none
    /// The first entry of each slot.
    private var slots: UniqueArray<Int32>
    /// One bit per slot: whether it has entries.
    private var occupied: UniqueArray<UInt64>
    /// The slot under examination, taken out of `slots`.
    private var examined = Self.none
    /// The first tick that was not examined yet.
    private var nextTick: UInt64
    /// Deadlines scheduled and not yet returned.
    package private(set) var count = 0

    /// - Parameter now: the monotonic clock; deadlines before it fire at once.
    package init(nowNanoseconds now: UInt64) {
        slots = UniqueArray(repeating: Self.none, count: Self.slotCount)
        occupied = UniqueArray(repeating: 0, count: Self.slotCount / 64)
        nextTick = now >> Self.tickShift
    }

    /// Schedules `token` to come back from `advance` at or shortly after `deadline`.
    package mutating func schedule(token: UInt64, atNanoseconds deadline: UInt64) {
        // Rounded up, so that no deadline fires early.
        let tick = deadline >> Self.tickShift &+ (deadline & (1 << Self.tickShift - 1) == 0 ? 0 : 1)
        let index = allocate(Entry(token: token, tick: max(tick, nextTick), next: Self.none))
        link(index)
        count += 1
    }

    /// Takes the next token whose deadline is not after `now`, or nil when there is none (any more).
    ///
    /// Deadlines may be scheduled between two calls.
    package mutating func advance(to now: UInt64) -> UInt64? {
        let nowTick = now >> Self.tickShift
        while true {
            if let token = takeExamined(at: nowTick) { return token }
            guard examineNextSlot(upTo: nowTick) else { return nil }
        }
    }

    /// When `advance` is worth calling: the time of the next slot with entries. Nil when there are none.
    ///
    /// An entry of a later turn can make this earlier than any deadline, once per turn of the wheel.
    package var nextWakeNanoseconds: UInt64? {
        guard count > 0 else { return nil }
        guard examined == Self.none else { return nextTick << Self.tickShift }
        return nextOccupiedTick().map { $0 << Self.tickShift }
    }

    /// Goes through the slot under examination: expired entries are returned, others go back to their slot.
    private mutating func takeExamined(at nowTick: UInt64) -> UInt64? {
        while examined != Self.none {
            let index = examined
            examined = entries[Int(index)].next
            if entries[Int(index)].tick <= nowTick { return release(index) }
            link(index)
        }
        return nil
    }

    /// Takes out the next slot with entries whose time has come.
    private mutating func examineNextSlot(upTo nowTick: UInt64) -> Bool {
        guard nextTick <= nowTick else { return false }
        // After a long sleep one turn of the wheel visits every slot.
        nextTick = max(nextTick, nowTick &- min(nowTick, UInt64(Self.slotCount - 1)))
        guard let tick = nextOccupiedTick(), tick <= nowTick else {
            nextTick = nowTick &+ 1
            return false
        }
        let slot = Self.slot(of: tick)
        examined = slots[slot]
        slots[slot] = Self.none
        occupied[slot / 64] &= ~(1 << UInt64(slot % 64))
        nextTick = tick &+ 1
        return true
    }

    /// The first tick at or after `nextTick`, within one turn, whose slot has entries.
    private func nextOccupiedTick() -> UInt64? {
        let start = Self.slot(of: nextTick)
        let wordCount = occupied.count
        // The first word is looked at twice: its bits from `start` on now, those before it after a whole turn.
        for step in 0...wordCount {
            let word = (start / 64 + step) % wordCount
            var bits = occupied[word]
            if step == 0 { bits &= ~0 << UInt64(start % 64) }
            guard bits != 0 else { continue }
            let slot = word * 64 + bits.trailingZeroBitCount
            return nextTick &+ UInt64((slot - start + Self.slotCount) % Self.slotCount)
        }
        return nil
    }

    private mutating func link(_ index: Int32) {
        let slot = Self.slot(of: entries[Int(index)].tick)
        entries[Int(index)].next = slots[slot]
        slots[slot] = index
        occupied[slot / 64] |= 1 << UInt64(slot % 64)
    }

    private mutating func allocate(_ entry: Entry) -> Int32 {
        guard firstFree != Self.none else {
            entries.append(entry)
            return Int32(entries.count - 1)
        }
        let index = firstFree
        firstFree = entries[Int(index)].next
        entries[Int(index)] = entry
        return index
    }

    private mutating func release(_ index: Int32) -> UInt64 {
        entries[Int(index)].next = firstFree
        firstFree = index
        count -= 1
        return entries[Int(index)].token
    }

    private static func slot(of tick: UInt64) -> Int {
        Int(tick & UInt64(slotCount - 1))
    }
}
