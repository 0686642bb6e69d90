/// Counts down to the end of something's validity and speaks up at 30, 14, 7, 3 and 1 days, and when it is over.
package struct ExpiryNotice: Sendable {
    /// Days before the end; 0 is the end itself.
    package static let thresholdDays: [Int64] = [30, 14, 7, 3, 1, 0]
    /// For what is replaced shortly before its end, as revocation lists are: only the end is worth a word.
    package static let endOnly: [Int64] = [0]
    private static let daySeconds: Int64 = 86_400

    private let days: [Int64]

    /// The lowest threshold that was spoken of.
    private var lastThreshold: Int64?

    /// - Parameter days: before the end, descending.
    package init(days: [Int64] = thresholdDays) {
        self.days = days
    }

    /// - Returns: the threshold that has been crossed since the last call; of several the lowest; nil for none.
    package mutating func due(notAfterSeconds: Int64, nowSeconds: Int64) -> Int64? {
        let left = notAfterSeconds - nowSeconds
        guard let threshold = days.last(where: { left <= $0 * Self.daySeconds }) else { return nil }
        if let lastThreshold, threshold >= lastThreshold { return nil }
        lastThreshold = threshold
        return threshold
    }

    /// Whole days that are left, rounded down; negative when it is over.
    package static func daysLeft(notAfterSeconds: Int64, nowSeconds: Int64) -> Int64 {
        let left = notAfterSeconds - nowSeconds
        return left >= 0 ? left / daySeconds : -((-left + daySeconds - 1) / daySeconds)
    }
}
