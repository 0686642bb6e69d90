/// A variable in memory of its own. (U)
///
/// Every access to a stored `var` of a class is checked for exclusivity at run time, which was a quarter of all
/// instructions here. A `let` cell in the class is not checked. Its owner must not access the value while it accesses it:
/// sessions have `isDispatching` for that, and everything here stays on one worker's thread.
@safe struct Cell<Value: ~Copyable>: ~Copyable {
    private let pointer: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: value)
    }

    deinit {
        unsafe pointer.deinitialize(count: 1)
        unsafe pointer.deallocate()
    }

    var value: Value {
        // Initialised in init, freed in deinit: always good.
        @inline(__always) _read { yield unsafe pointer.pointee }
        @inline(__always) nonmutating _modify { yield unsafe &pointer.pointee }
    }
}
