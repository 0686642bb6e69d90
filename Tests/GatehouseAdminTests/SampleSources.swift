import Synchronization

@testable import GatehouseAdmin

/// Sources that remember what they were told.
final class SampleSources: Sendable {
    let objections = Mutex<[String]>([])
    let refusesActs = Atomic(false)
    private let acts = Mutex<[AdminAct]>([])
    private let records = Mutex<[String]>([])
    private let metricsText: String

    /// - Parameter metrics: what `/metrics` answers.
    init(metrics: String = "metrics\n") {
        metricsText = metrics
    }

    var performed: [AdminAct] { acts.withLock { $0 } }
    var recorded: [String] { records.withLock { $0 } }

    static let route = RouteStatus(
        id: "jobs", exposure: "private", networks: ["vpc"], methods: ["POST"], hosts: ["*"], path: "/jobs/*",
        signature: nil, upstream: "connector", requests: 3, rejections: 1)

    var sources: AdminSources {
        AdminSources(
            readiness: { Readiness(objections: self.objections.withLock { $0 }) }, metrics: { self.metricsText },
            routes: { [Self.route] }, certificates: { [] }, upstreams: { [] },
            perform: { act in
                self.acts.withLock { $0.append(act) }
                return self.refusesActs.load(ordering: .relaxed)
                    ? ActOutcome(isAccepted: false, outcome: "line 7 is wrong")
                    : ActOutcome(isAccepted: true, outcome: "done")
            },
            record: { act, caller, outcome in
                self.records.withLock { $0.append("\(act) \(caller) \(outcome.isAccepted): \(outcome.outcome)") }
            })
    }
}
