import Synchronization

/// How far the life of the gateway has come: starting, serving, draining. Read from any thread, and only ever advanced.
package final class Lifecycle: Sendable {
    /// In the order in which they come.
    package enum Stage: Int, Sendable {
        case starting, serving, draining
    }

    private let current = Atomic(Stage.starting.rawValue)

    package init() {}

    package var stage: Stage {
        Stage(rawValue: current.load(ordering: .relaxed)) ?? .draining
    }

    /// Goes on to `stage`; going back changes nothing.
    package func advance(to stage: Stage) {
        current.max(stage.rawValue, ordering: .relaxed)
    }

    package var isReady: Bool { stage == .serving }

    /// What it has against new connections.
    package var objection: String? {
        switch stage {
        case .starting: "the gateway is starting"
        case .serving: nil
        case .draining: "the gateway is draining"
        }
    }
}
