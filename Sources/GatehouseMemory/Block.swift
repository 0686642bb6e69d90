/// A row of plain values in one piece of memory that grows and is used again: what heads and their tables are made of. (U)
///
/// An array for the path of every request: no reference count, no look for a second owner, and appending is a comparison
/// and a copy where it is inlined. Every access is checked against the count.
///
/// Sendable because it owns its memory alone: whoever has it has all of it.
@usableFromInline
@safe package struct Block<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
    /// Nil exactly while the capacity is 0; the first `count` values are initialised.
    @usableFromInline var memory: UnsafeMutablePointer<Element>?
    @usableFromInline var used = 0
    @usableFromInline var room = 0

    /// An empty block, without memory.
    @inlinable
    package init() {
        unsafe memory = nil
    }

    @inlinable
    deinit { unsafe memory?.deallocate() }

    /// Values in it; valid indices are `0..<count`.
    @inlinable package var count: Int { used }

    /// Values that it has memory for.
    @inlinable package var capacity: Int { room }

    /// Makes room for `capacity` values in all.
    @inlinable
    package mutating func reserve(_ capacity: Int) {
        if capacity > room { grow(to: capacity) }
    }

    /// Appends one value.
    @inlinable
    package mutating func append(_ element: Element) {
        if used == room { grow(to: used + 1) }
        // There is room for one more.
        unsafe memory.unsafelyUnwrapped.advanced(by: used).initialize(to: element)
        used += 1
    }

    /// Appends a copy of `elements`.
    @inlinable
    package mutating func append(copying elements: Span<Element>) {
        let end = used + elements.count
        if end > room { grow(to: end) }
        guard !elements.isEmpty else { return }
        // There is room; the source is lent by somebody else, so that the two do not overlap.
        unsafe elements.withUnsafeBufferPointer { source in
            unsafe memory.unsafelyUnwrapped.advanced(by: used).initialize(
                from: source.baseAddress.unsafelyUnwrapped, count: source.count)
        }
        used = end
    }

    /// Forgets the values and keeps the memory.
    @inlinable
    package mutating func removeAll() {
        used = 0
    }

    /// - Precondition: `index` is valid.
    @inlinable
    package subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < used, "index outside of a block")
            return unsafe memory.unsafelyUnwrapped[index]
        }
        set {
            precondition(index >= 0 && index < used, "index outside of a block")
            unsafe memory.unsafelyUnwrapped[index] = newValue
        }
    }

    /// Lends the values in `range`.
    ///
    /// - Precondition: all its indices are valid.
    @inlinable
    package func withSpan<R: ~Copyable, E: Error>(
        _ range: Range<Int>, _ body: (Span<Element>) throws(E) -> R
    ) throws(E) -> R {
        precondition(range.lowerBound >= 0 && range.upperBound <= used, "range outside of a block")
        // Lent for the call; the block cannot change meanwhile, since it is borrowed.
        let lent = unsafe UnsafeBufferPointer(
            start: memory.map { unsafe UnsafePointer($0).advanced(by: range.lowerBound) }, count: range.count)
        return try body(unsafe lent.span)
    }

    /// At least doubles, so that a value is moved once on the average.
    @usableFromInline
    mutating func grow(to capacity: Int) {
        let larger = max(capacity, room * 2, 8)
        let target = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        if let memory = unsafe memory {
            unsafe target.initialize(from: memory, count: used)
            unsafe memory.deallocate()
        }
        unsafe memory = target
        room = larger
    }
}
