/// The buckets of every duration: the same for all, so that they can be added up and compared.
package enum MetricHistogram {
    /// Upper bounds in nanoseconds: half a millisecond is what a forwarded request takes at least, ten seconds is where
    /// the shortest deadlines lie.
    package static let bounds: [UInt64] = [
        500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000,
        500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
    ]

    /// Cells of one histogram: a count for each bound, one for what is longer, and the sum.
    static let cellCount = 16

    /// Where the sum of nanoseconds is.
    static let sumCell = 15

    /// The first bucket whose bound is not below `nanoseconds`. Most durations are short, so the search begins there.
    static func bucket(of nanoseconds: UInt64) -> Int {
        var index = 0
        while index < bounds.count, nanoseconds > bounds[index] { index += 1 }
        return index
    }
}
