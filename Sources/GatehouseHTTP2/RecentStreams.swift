/// The numbers of the last streams that ended in one way.
///
/// Bounded; about streams as old as those it had to forget it is not sure, and says "may".
struct RecentStreams {
    private let capacity: Int
    private var numbers: [UInt32] = []
    private var oldest = 0
    private var highestForgotten: UInt32 = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func insert(_ number: UInt32) {
        if numbers.count < capacity {
            numbers.append(number)
            return
        }
        highestForgotten = max(highestForgotten, numbers[oldest])
        numbers[oldest] = number
        oldest = (oldest + 1) % capacity
    }

    /// False when the stream is certainly not one of these.
    func mayContain(_ number: UInt32) -> Bool {
        number <= highestForgotten || numbers.contains(number)
    }
}
