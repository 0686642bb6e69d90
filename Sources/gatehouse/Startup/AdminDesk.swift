import GatehouseAdmin
import GatehouseAudit
import GatehouseHTTP
import GatehousePolicy
import GatehouseProxy
import GatehouseTransport

/// Puts together what the admin pages show, and passes on what they are told.
struct AdminDesk: Sendable {
    let lifecycle: Lifecycle
    let board: StatusBoard
    let reporter: GatewayReporter
    let trails: Trails
    let serving: ServingSnapshot
    let orders: Mailbox<ProcessOrder>
    /// What the process has closed off for itself, for people.
    let sandbox: String

    /// How long a client waits for the outcome of a reload.
    private static let reloadMilliseconds: UInt64 = 10_000

    var sources: AdminSources {
        AdminSources(
            readiness: { readiness() }, metrics: { metrics() }, routes: { routes() },
            certificates: { board.current.certificates }, upstreams: { upstreams() }, perform: { perform($0) },
            record: { record($0, by: $1, $2) })
    }

    // MARK: Pages

    private func readiness() -> Readiness {
        var objections = [lifecycle.objection].compactMap { $0 }
        let report = reporter.report()
        // Workers that have drained are gone, and rightly silent.
        if report.silentCount > 0, lifecycle.isReady {
            objections.append("\(report.silentCount) of \(report.workerCount) workers do not answer")
        }
        return Readiness(objections: objections, notes: ["sandbox: \(sandbox)"])
    }

    private func metrics() -> String {
        let report = reporter.report()
        let contents = board.current
        var facts = MetricFacts()
        facts.version = BuildInfo.version
        facts.policyDigest = contents.policyDigest
        facts.isReady = lifecycle.isReady
        facts.isDraining = lifecycle.stage == .draining
        facts.workerCount = report.workerCount
        facts.silentWorkerCount = report.silentCount
        facts.certificates = contents.certificates.map {
            MetricFacts.Certificate(
                name: $0.name, notAfterSeconds: $0.notAfterSeconds, generation: $0.generation)
        }
        facts.records = trails.metricFacts
        facts.reloads = contents.reloads
        facts.rotations = contents.rotations
        facts.process = ProcessReading.read()
        facts.process.allocatedBytes = ProcessMemory.allocatedByteCount
        let budget = serving.current.limits.memoryBudgetBytes
        facts.process.memoryBudgetBytes = budget == .max ? 0 : budget
        return MetricsPage(report.metrics, facts, nowSeconds: Clock.wallSeconds()).text
    }

    private func routes() -> [RouteStatus] {
        let metrics = reporter.report().metrics
        let snapshot = serving.current
        return zip(snapshot.routes.routes, snapshot.routeMetricRows).map { route, row in
            RouteStatus(
                route, upstream: snapshot.upstreams[route.upstreamIndex].name, metrics: metrics, row: row)
        }
    }

    private func upstreams() -> [UpstreamStatus] {
        let metrics = reporter.report().metrics
        let snapshot = serving.current
        return zip(snapshot.upstreams, snapshot.upstreamMetricRows).map { target, row in
            UpstreamStatus(target, metrics: metrics, row: row)
        }
    }

    // MARK: Orders

    private func perform(_ act: AdminAct) -> ActOutcome {
        switch act {
        case .drain:
            orders.post(.drain)
            return ActOutcome(isAccepted: true, outcome: "the gateway drains and ends")
        case .reload: return reload()
        }
    }

    private func reload() -> ActOutcome {
        guard let answers = try? Mailbox<ActOutcome>(), let loop = try? EventLoop(),
            (try? loop.register(answers, EventToken(rawValue: 0))) != nil
        else { return ActOutcome(isAccepted: false, outcome: "no descriptors are left") }
        orders.post(.reload(answerTo: answers))
        _ = loop.wait(untilNanoseconds: loop.nowNanoseconds &+ Self.reloadMilliseconds &* 1_000_000)
        return answers.drain().first ?? ActOutcome(isAccepted: false, outcome: "no outcome in time; see the log")
    }

    private func record(_ act: AdminAct, by caller: String, _ outcome: ActOutcome) {
        trails.record(
            .adminAct,
            [
                "act": .text(act.rawValue), "caller": .text(caller), "accepted": .flag(outcome.isAccepted),
                "outcome": .text(outcome.outcome),
            ])
    }
}

extension RouteStatus {
    fileprivate init(_ route: Route, upstream: String, metrics: MetricsSnapshot, row: Int) {
        let networks: [String] =
            switch route.exposure {
            case .public: []
            case .private(_, let names): names
            }
        let signature: String? =
            switch route.requirement {
            case .none: nil
            case .signature(_, let name): name
            }
        self.init(
            id: route.id, exposure: route.exposure.isPrivate ? "private" : "public", networks: networks,
            methods: route.methods.map(\.text), hosts: route.hosts.map(\.description),
            path: route.pathPattern.description, signature: signature, upstream: upstream,
            requests: MetricLabel.StatusClass.allCases.reduce(0) { $0 &+ metrics.requests(onRoute: row, $1) },
            rejections: MetricReasons.all.reduce(0) { $0 &+ metrics.rejections(onRoute: row, $1) })
    }
}

extension UpstreamStatus {
    fileprivate init(_ target: UpstreamTarget, metrics: MetricsSnapshot, row: Int) {
        self.init(
            name: target.name, address: target.endpoints.map(\.addressText).joined(separator: ", "),
            connections: metrics.value(of: .openConnections, ofUpstream: row),
            streams: metrics.value(of: .openStreams, ofUpstream: row),
            requests: metrics.value(of: .streams, ofUpstream: row),
            retries: metrics.value(of: .retries, ofUpstream: row),
            failedConnects: MetricReasons.ofConnects.reduce(0) { $0 &+ metrics.failedConnects($1, toUpstream: row) })
    }
}
