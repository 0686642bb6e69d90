/// What the checks of one endpoint have shown, as a value.
///
/// An endpoint counts as healthy until checks say otherwise: a gateway that starts serves at once.
struct EndpointHealth {
    private enum State {
        /// Bad checks since the last good one.
        case healthy(badCount: Int)
        /// Good checks since the last bad one.
        case unhealthy(goodCount: Int)
    }

    private var state = State.healthy(badCount: 0)

    var isHealthy: Bool {
        switch state {
        case .healthy: true
        case .unhealthy: false
        }
    }

    /// A check has ended.
    ///
    /// - Returns: true when the endpoint has become healthy or unhealthy by it.
    mutating func checked(isGood: Bool, by rule: HealthCheck) -> Bool {
        switch (state, isGood) {
        case (.healthy, true):
            state = .healthy(badCount: 0)
        case (.unhealthy, false):
            state = .unhealthy(goodCount: 0)
        case (.healthy(let count), false):
            let isOver = count + 1 >= rule.unhealthyCount
            state = isOver ? .unhealthy(goodCount: 0) : .healthy(badCount: count + 1)
            return isOver
        case (.unhealthy(let count), true):
            let isOver = count + 1 >= rule.healthyCount
            state = isOver ? .healthy(badCount: 0) : .unhealthy(goodCount: count + 1)
            return isOver
        }
        return false
    }
}
