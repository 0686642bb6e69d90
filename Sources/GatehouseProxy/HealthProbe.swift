import GatehouseAudit
import GatehouseHTTP
import GatehouseTransport
import Logging

/// Checks one endpoint of a connector again and again, for both pools of one worker.
final class HealthProbe {
    let endpoint: EndpointTarget
    let rule: HealthCheck
    let slot: UInt32
    let generation: UInt32
    private let target: UpstreamTarget
    private let context: WorkerContext
    /// Stops it before it goes.
    private unowned let owner: UpstreamPair
    private var health = EndpointHealth()
    private var attempt: HealthAttempt?
    /// Of the check under way, or when the next one begins.
    private var deadline = MovingDeadline()
    private var head = FieldBlock()

    init(
        slot: UInt32, generation: UInt32, endpoint: EndpointTarget, rule: HealthCheck, owner: UpstreamPair,
        context: WorkerContext
    ) {
        self.slot = slot
        self.generation = generation
        self.endpoint = endpoint
        self.rule = rule
        self.owner = owner
        self.context = context
        target = owner.target
        fillHead()
        expire(inMilliseconds: 0)
    }

    private func fillHead() {
        let host = endpoint.serverName.contains(":") ? "[\(endpoint.serverName)]" : endpoint.serverName
        head.append(.method, value: "GET")
        head.append(.scheme, value: target.scheme)
        head.append(.authority, value: "\(host):\(endpoint.address.port)")
        head.append(.path, value: rule.path)
        head.append(name: "user-agent", value: "gatehouse-health")
    }

    private var token: EventToken {
        EventToken(kind: TokenKind.probe.rawValue, slot: slot, generation: generation)
    }

    var isHealthy: Bool { health.isHealthy }

    // MARK: Checks

    private func begin() {
        attempt = HealthAttempt(endpoint, of: target, head: head, token: token, context: context)
        guard attempt != nil else { return ended(.upstreamConnectFailed, status: nil) }
        expire(inMilliseconds: rule.timeoutMilliseconds)
    }

    /// The socket of the check under way is ready.
    func ready() {
        guard let attempt else { return }
        switch attempt.ready() {
        case .pending: break
        case .answered(let status):
            attempt.finish()
            ended(nil, status: status)
        case .failed(let reason): ended(reason, status: nil)
        }
    }

    private func ended(_ reason: Reason?, status: UInt16?) {
        attempt = nil
        expire(inMilliseconds: rule.intervalMilliseconds)
        guard health.checked(isGood: status.map(rule.accepts) ?? false, by: rule) else { return }
        context.metrics.add(isHealthy ? -1 : 1, to: .unhealthyEndpoints, ofUpstream: owner.publicPool.metricRow)
        log(reason, status: status)
        owner.healthChanged(of: endpoint)
    }

    private func log(_ reason: Reason?, status: UInt16?) {
        var fields: LogFields = ["upstream": .text(target.name), "address": .text(endpoint.addressText)]
        if let status { fields.append("status", .integer(Int64(status))) }
        if let reason { fields.append("reason", .text(reason.rawValue)) }
        context.trails.log(
            isHealthy ? .notice : .warning, LogLine(isHealthy ? "upstream_healthy" : "upstream_unhealthy", fields))
    }

    /// No more checks: the worker has taken it out of its table.
    func stop() {
        attempt = nil
        if !isHealthy {
            context.metrics.add(-1, to: .unhealthyEndpoints, ofUpstream: owner.publicPool.metricRow)
            health = EndpointHealth()
        }
        deadline.clear()
    }

    // MARK: Deadlines

    private func expire(inMilliseconds milliseconds: UInt64) {
        deadline.set(inMilliseconds: milliseconds, token, context)
    }

    func deadlineReached() {
        guard deadline.isReached(token, context) else { return }
        if attempt == nil { begin() } else { ended(.upstreamResponseTimeout, status: nil) }
    }
}
