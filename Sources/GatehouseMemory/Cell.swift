/// A variable in memory of its own, which it owns: the changing state of an object whose class has a `let` cell.
///
/// See `Place` for what that saves, and for the rules of access.
@usableFromInline
@safe package struct Cell<Value: ~Copyable>: ~Copyable {
    @usableFromInline let place: Place<Value>

    /// Moves `value` into the cell.
    @inlinable
    package init(_ value: consuming Value) {
        place = Place(holding: value)
    }

    @inlinable
    deinit { place.free() }

    #if DEBUG
    /// What is in it. Precondition as in `Place.value`.
    @inlinable package var value: Value {
        _read { yield place.value }
        nonmutating _modify { yield &place.value }
    }
    #else
    /// What is in it. Precondition as in `Place.value`.
    @inlinable package var value: Value {
        @inline(__always) unsafeAddress { unsafe UnsafePointer(place.pointer) }
        @inline(__always) nonmutating unsafeMutableAddress { unsafe place.pointer }
    }
    #endif
}
