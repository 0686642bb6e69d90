import GatehouseHTTP
package import GatehousePolicy

/// What was found out about a request head, and what follows from it. Made by `RequestJudge`.
package struct Judgement: ~Copyable {
    /// Nil when the judgement ended before the path was read, or because of it.
    package internal(set) var path: CanonicalPath?
    /// Nil when the judgement ended before the client was known, or because it is not.
    package internal(set) var client: ClientAddress?
    package internal(set) var decision: Decision
    /// What the body has to pass; there exactly when the decision is an obligation.
    private var gate: BodyGate?

    /// Nothing was judged: denied. What an exchange holds before its head is there.
    package init() {
        decision = .deny(Denial(.internalError), route: nil)
    }

    /// The route that matched, whatever became of the request.
    package var route: Route? {
        switch decision {
        case .deny(_, let route): route
        case .allow(let permit): permit.route
        case .require(let obligation): obligation.route
        }
    }

    mutating func refuse(_ denial: Denial) {
        decision = .deny(denial, route: route)
    }

    mutating func put(_ gate: consuming BodyGate) {
        self.gate = consume gate
    }

    /// Gives the gate to whoever collects the body; nil the second time.
    package mutating func takeGate() -> BodyGate? {
        gate.take()
    }
}
