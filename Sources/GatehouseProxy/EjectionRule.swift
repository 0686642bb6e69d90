/// When an endpoint that fails requests is left out, and for how long.
package struct EjectionRule: Hashable, Sendable {
    /// Failures in a row, at least 1.
    package let failureCount: Int
    /// The first time it is left out; doubled each further time, up to `longestMilliseconds`.
    package let firstMilliseconds: UInt64
    package let longestMilliseconds: UInt64

    package init(failureCount: Int, firstMilliseconds: UInt64, longestMilliseconds: UInt64) {
        self.failureCount = failureCount
        self.firstMilliseconds = firstMilliseconds
        self.longestMilliseconds = longestMilliseconds
    }
}
