/// Where a value is that others refer to, for state of one worker that changes with each request. (U)
///
/// What a reference to an object is, without its costs: copying it counts nothing, and access to the value is not checked
/// for exclusivity by the runtime, which takes a call of about 100 instructions: a sixth of what a small request costs.
/// The place checks instead, in debug builds only: there an access that overlaps a changing one traps, as it would with a
/// class. Tests, fuzzing and sanitizers run those builds (decision 0036).
///
/// Not `Sendable`: it stays on its worker's thread. It does not keep the value alive: its `Cell` or `Slab` does.
@usableFromInline
@safe package struct Place<Value: ~Copyable>: Equatable {
    @usableFromInline let pointer: UnsafeMutablePointer<Value>
    #if DEBUG
    /// Reads under way; -1 while it is being changed.
    @usableFromInline let accesses: UnsafeMutablePointer<Int>
    #endif

    @inlinable
    init(holding value: consuming Value) {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: value)
        #if DEBUG
        unsafe accesses = .allocate(capacity: 1)
        unsafe accesses.initialize(to: 0)
        #endif
    }

    /// Ends the value. Called once, by who made the place.
    @inlinable
    func free() {
        unsafe pointer.deinitialize(count: 1)
        unsafe pointer.deallocate()
        #if DEBUG
        unsafe accesses.deallocate()
        #endif
    }

    #if DEBUG
    /// The value at the place.
    ///
    /// - Precondition: who made the place still holds it, and no access overlaps a change.
    @inlinable package var value: Value {
        // Initialised in init, freed by the owner at its own end: good for as long as the owner is there.
        _read {
            unsafe precondition(accesses.pointee >= 0, "read while it is being changed")
            unsafe accesses.pointee += 1
            defer { unsafe accesses.pointee -= 1 }
            yield unsafe pointer.pointee
        }
        nonmutating _modify {
            unsafe precondition(accesses.pointee == 0, "changed while it is in use")
            unsafe accesses.pointee = -1
            defer { unsafe accesses.pointee = 0 }
            yield unsafe &pointer.pointee
        }
    }
    #else
    /// The value at the place.
    ///
    /// - Precondition: who made the place still holds it, and no access overlaps a change.
    @inlinable package var value: Value {
        // As above; and an address, no coroutine, whose frame would be allocated where it is not inlined.
        @inline(__always) unsafeAddress { unsafe UnsafePointer(pointer) }
        @inline(__always) nonmutating unsafeMutableAddress { unsafe pointer }
    }
    #endif

    /// The same place, whatever is there.
    @inlinable
    package static func == (one: Self, other: Self) -> Bool {
        unsafe one.pointer == other.pointer
    }
}
