import GatehouseHTTP
import GatehousePolicy
import GatehouseSignatures
import TestSupport
import Testing

@testable import GatehouseExchange

/// Plays the runtime: keeps what codecs and pool would know, lets only happen what can, and checks every order.
private struct SimulatedRuntime: ~Copyable {
    let corridor: Corridor
    let decision: Decision
    let proof: VerifiedBody
    var machine = ExchangeMachine()
    private var isUpstreamAsked = false
    private var isUpstreamOpen = false
    private var hasConnectorEnded = false
    private var isRequestOver = false
    private var replies = 0
    private var heads = 0
    private var finishes = 0
    private(set) var complaint: String?

    init(_ corridor: Corridor, _ decision: Decision, _ proof: VerifiedBody) {
        self.corridor = corridor
        self.decision = decision
        self.proof = proof
    }

    var isOver: Bool { finishes > 0 }

    /// What can happen now. Late events of the client and of deadlines come at any time.
    private func legalEvents() -> [MachineEvent] {
        var events: [MachineEvent] = [.clientLeft, .refused, .deadlineReached]
        if case .judging = machine.phase { return [.judgedAllowed, .refused, .clientLeft] }
        if !isRequestOver { events += [.requestBodyArrived, .requestEnded] }
        if machine.phase == .holdingBody, isRequestOver { events.append(.bodyVerified) }
        if isUpstreamAsked { events += [.upstreamOpened, .upstreamFailed] }
        if isUpstreamOpen, !hasConnectorEnded {
            events += [.responseHead, .responseBodyArrived, .responseEnded, .upstreamFailed, .upstreamRefused]
        }
        if replies + heads > 0 { events.append(.responseSent) }
        return events
    }

    mutating func step(_ generator: inout SeededGenerator) throws {
        let events = legalEvents()
        let event = events[Int(generator.next() % UInt64(events.count))]
        let hadHead = heads > 0
        var orders: Orders
        switch event {
        case .judgedAllowed:
            isRequestOver = generator.next() & 1 == 0
            orders = machine.judged(decision, requestEnded: isRequestOver, expectsContinue: generator.next() & 1 == 0)
        case .bodyVerified: orders = machine.bodyVerified(proof)
        default: orders = try event.happen(to: &machine, corridor)
        }
        note(event)
        carryOut(orders, after: event, hadHead: hadHead)
        if isOver { orders = try event.happen(to: &machine, corridor) }
        if isOver, orders.contains(.finish) { complain("finished twice", event) }
    }

    private mutating func note(_ event: MachineEvent) {
        switch event {
        case .requestEnded: isRequestOver = true
        case .upstreamOpened:
            isUpstreamAsked = false
            isUpstreamOpen = true
            hasConnectorEnded = false
        case .upstreamFailed, .upstreamRefused:
            isUpstreamAsked = false
            isUpstreamOpen = false
        case .responseEnded: hasConnectorEnded = true
        case .judgedAllowed, .judgedDenied, .judgedRequired, .bodyVerified, .requestBodyArrived, .refused, .clientLeft,
            .responseHead, .responseBodyArrived, .responseSent, .deadlineReached:
            break
        }
    }

    private mutating func carryOut(_ orders: Orders, after event: MachineEvent, hadHead: Bool) {
        if orders.contains(.resetUpstream) { isUpstreamOpen = false }
        if orders.contains(.openUpstream) {
            isUpstreamAsked = true
            if machine.permit == nil { complain("opens without a permit", event) }
        }
        if orders.contains(.sendResponseHead) {
            heads += 1
            if heads > 1 || replies > 0 { complain("a second head", event) }
            if machine.permit == nil { complain("a response without a permit", event) }
        }
        if orders.contains(.reply) {
            replies += 1
            isUpstreamAsked = false
            if replies > 1 || hadHead { complain("a second reply", event) }
            if machine.denial == nil { complain("a reply without a denial", event) }
        }
        if orders.contains(.finish) {
            finishes += 1
            let isStreamDone = hasConnectorEnded && isRequestOver
            if isUpstreamOpen, !isStreamDone { complain("leaves a stream open", event) }
        }
        if (machine.outcome != nil) != (finishes > 0) { complain("outcome and finish do not agree", event) }
    }

    private mutating func complain(_ text: String, _ event: MachineEvent) {
        if complaint == nil { complaint = "\(text) after \(event)" }
    }
}

@Suite struct ExchangeMachineSimulationTests {
    /// Whatever the order of events: one answer, one end, nothing upstream without a permit, no stream left behind.
    @Test(arguments: [1, 2, 3]) func anyOrderOfEventsEndsOnce(seed: UInt64) throws {
        let corridor = Corridor.shared
        let decisions = [corridor.allowed, corridor.denied, try corridor.required]
        let proof = try corridor.verifiedBody
        for run in 0..<40_000 {
            var generator = SeededGenerator(seed: seed << 32 | UInt64(run))
            var runtime = SimulatedRuntime(corridor, decisions[run % decisions.count], proof)
            var steps = 0
            while !runtime.isOver, steps < 200 {
                try runtime.step(&generator)
                steps += 1
            }
            guard runtime.isOver, runtime.complaint == nil else {
                Issue.record("seed \(seed), run \(run): \(runtime.complaint ?? "never ends")")
                return
            }
        }
    }
}
