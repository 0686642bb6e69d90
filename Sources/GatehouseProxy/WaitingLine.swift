/// Exchanges that wait for an upstream stream, oldest first, by index and generation: one that has left is recognised.
struct WaitingLine {
    struct Place: Equatable {
        let index: UInt32
        let generation: UInt32
    }

    private var places: [Place] = []
    /// The places before `head` are taken.
    private var head = 0

    /// Places in the line, of exchanges that have left, too.
    var count: Int { places.count - head }

    var isEmpty: Bool { places.count == head }

    mutating func append(_ place: Place) {
        places.append(place)
    }

    /// Takes the oldest place off the line.
    mutating func popFirst() -> Place? {
        guard head < places.count else { return nil }
        let place = places[head]
        head += 1
        if head == places.count {
            removeAll()
        } else if head > places.count / 2 {
            // Each place that was taken pays for at most one that is moved.
            places.removeFirst(head)
            head = 0
        }
        return place
    }

    /// Keeps the places for which `isWaiting` is true.
    mutating func keep(where isWaiting: (Place) -> Bool) {
        places.removeFirst(head)
        head = 0
        places.removeAll { !isWaiting($0) }
    }

    mutating func removeAll() {
        places.removeAll(keepingCapacity: true)
        head = 0
    }
}
