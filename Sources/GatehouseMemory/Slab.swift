/// Owns values that are used again and again, by index; each keeps its place until the slab ends.
///
/// It never shrinks: who bounds how many values are in use at once bounds its memory.
@usableFromInline
package struct Slab<Value: ~Copyable>: ~Copyable {
    @usableFromInline var places: [Place<Value>] = []

    /// An empty slab.
    @inlinable
    package init() {}

    @inlinable
    deinit {
        for place in places { place.free() }
    }

    /// Values, in use or not; valid indices are `0..<count`.
    @inlinable
    package var count: Int { places.count }

    /// Moves a value in; its index is the former count.
    @inlinable
    package mutating func append(_ value: consuming Value) -> Place<Value> {
        let place = Place(holding: value)
        places.append(place)
        return place
    }

    /// The place at `index`. It must not be used after the slab's end.
    @inlinable
    package subscript(index: Int) -> Place<Value> { places[index] }
}
