/// What the peers of a control listener may use.
package struct ControlLimits: Sendable {
    /// Scrapers, operators and checks are few. Beyond it the connection closes that has been waiting longest, so that
    /// idle ones cannot shut out a health check.
    package var maximumConnections = 64
    /// From accept, or from the last answer, to the end of the next one.
    package var exchangeMilliseconds: UInt64 = 15_000
    /// How long a closing connection is read from, so that its last answer is not lost to a reset.
    package var lingerMilliseconds: UInt64 = 1_000

    package init() {}
}
