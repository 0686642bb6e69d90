/// How it is found out whether an endpoint of a connector is well.
package struct HealthCheck: Hashable, Sendable {
    /// Asked for with GET; begins with a slash.
    package let path: String
    /// From the end of one check to the beginning of the next.
    package let intervalMilliseconds: UInt64
    /// From the first packet to the end of the answer.
    package let timeoutMilliseconds: UInt64
    /// Good checks in a row that make an unhealthy endpoint healthy, at least 1.
    package let healthyCount: Int
    /// Bad checks in a row that make a healthy endpoint unhealthy, at least 1.
    package let unhealthyCount: Int
    /// The statuses of a good answer.
    package let statuses: [ClosedRange<UInt16>]
    /// When no endpoint is healthy, requests go to all of them instead of nowhere.
    package let failsOpen: Bool

    package init(
        path: String, intervalMilliseconds: UInt64, timeoutMilliseconds: UInt64, healthyCount: Int,
        unhealthyCount: Int, statuses: [ClosedRange<UInt16>], failsOpen: Bool
    ) {
        self.path = path
        self.intervalMilliseconds = intervalMilliseconds
        self.timeoutMilliseconds = timeoutMilliseconds
        self.healthyCount = healthyCount
        self.unhealthyCount = unhealthyCount
        self.statuses = statuses
        self.failsOpen = failsOpen
    }

    func accepts(_ status: UInt16) -> Bool { statuses.contains { $0.contains(status) } }
}
