/// The numbers of the last streams that ended in one way.
///
/// Bounded; tells whether it had to forget, because then "not found" means nothing.
struct RecentStreams {
    private let capacity: Int
    private var numbers: [UInt32] = []
    private var oldest = 0
    /// An entry was overwritten.
    private(set) var hasForgotten = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func insert(_ number: UInt32) {
        if numbers.count < capacity {
            numbers.append(number)
            return
        }
        numbers[oldest] = number
        oldest = (oldest + 1) % capacity
        hasForgotten = true
    }

    func contains(_ number: UInt32) -> Bool {
        numbers.contains(number)
    }
}
