import GatehouseHTTP
import GatehousePolicy
import GatehouseSignatures
import Testing

@testable import GatehouseExchange

@Suite struct ExchangeMachineTests {
    private let corridor = Corridor.shared

    private func judged(
        _ decision: Decision, requestEnded: Bool = true, expectsContinue: Bool = false
    ) -> ExchangeMachine {
        var machine = ExchangeMachine()
        _ = machine.judged(decision, requestEnded: requestEnded, expectsContinue: expectsContinue)
        return machine
    }

    /// The request head is upstream.
    private func opened(requestEnded: Bool = true) -> ExchangeMachine {
        var machine = judged(corridor.allowed, requestEnded: requestEnded)
        _ = machine.upstreamOpened()
        return machine
    }

    /// The response head is downstream.
    private func responding(requestEnded: Bool = true) -> ExchangeMachine {
        var machine = opened(requestEnded: requestEnded)
        _ = machine.responseHead()
        return machine
    }

    // MARK: Decisions

    @Test func nothingIsDecidedAtFirst() {
        let machine = ExchangeMachine()
        #expect(machine.permit == nil)
        #expect(machine.denial == nil)
        #expect(machine.outcome == nil)
        #expect(machine.obligation == nil)
        #expect(machine.phase == .judging)
    }

    @Test func anAllowedRequestGoesUpstream() {
        var machine = ExchangeMachine()
        #expect(machine.judged(corridor.allowed, requestEnded: true, expectsContinue: false) == [.openUpstream])
        #expect(machine.permit?.route.id == "open")
        #expect(machine.phase == .openingUpstream)
    }

    @Test func aDeniedRequestIsAnswered() {
        var machine = ExchangeMachine()
        #expect(machine.judged(corridor.denied, requestEnded: true, expectsContinue: false) == [.reply])
        #expect(machine.denial == Denial(.routeNotFound))
        #expect(machine.permit == nil)
        #expect(machine.phase == .replying)
    }

    @Test func anObligationHoldsTheBody() throws {
        var machine = ExchangeMachine()
        let orders = machine.judged(try corridor.required, requestEnded: false, expectsContinue: false)
        #expect(orders == [.holdBody])
        #expect(machine.permit == nil)
        #expect(machine.obligation?.route.id == "webhook")
        #expect(machine.phase == .holdingBody)
    }

    @Test func aWaitingClientIsInvitedOnlyWhenItsBodyIsWanted() throws {
        var allowed = ExchangeMachine()
        #expect(
            allowed.judged(corridor.allowed, requestEnded: false, expectsContinue: true)
                == [.sendContinue, .openUpstream])
        var required = ExchangeMachine()
        #expect(
            required.judged(try corridor.required, requestEnded: false, expectsContinue: true)
                == [.sendContinue, .holdBody])
        var denied = ExchangeMachine()
        #expect(denied.judged(corridor.denied, requestEnded: false, expectsContinue: true) == [.reply])
        var ended = ExchangeMachine()
        #expect(ended.judged(corridor.allowed, requestEnded: true, expectsContinue: true) == [.openUpstream])
    }

    @Test func aRequestIsJudgedOnce() {
        var machine = judged(corridor.denied)
        #expect(machine.judged(corridor.allowed, requestEnded: true, expectsContinue: false) == [])
        #expect(machine.permit == nil)
    }

    @Test func aVerifiedBodyDischargesTheObligation() throws {
        var machine = judged(try corridor.required)
        #expect(machine.bodyVerified(try corridor.verifiedBody) == [.openUpstream])
        #expect(machine.permit?.verifiedBody?.keyID == "first")
        #expect(machine.obligation == nil)
    }

    @Test func aVerifiedBodyOpensNothingElse() throws {
        var denied = judged(corridor.denied)
        #expect(denied.bodyVerified(try corridor.verifiedBody) == [])
        #expect(denied.permit == nil)
        var fresh = ExchangeMachine()
        #expect(fresh.bodyVerified(try corridor.verifiedBody) == [])
        #expect(fresh.permit == nil)
    }

    // MARK: The request

    @Test func contentGoesOnWhereThereIsAStream() throws {
        var machine = judged(corridor.allowed, requestEnded: false)
        #expect(machine.requestBodyArrived() == [])
        _ = machine.upstreamOpened()
        #expect(machine.phase == .sendingRequest)
        #expect(machine.requestBodyArrived() == [.resumeRequest])
        #expect(machine.requestEnded() == [.resumeRequest])
        #expect(machine.phase == .awaitingResponse)
        var holding = judged(try corridor.required, requestEnded: false)
        #expect(holding.requestBodyArrived() == [])
        #expect(holding.requestEnded() == [])
        #expect(holding.phase == .holdingBody)
    }

    @Test func aRefusalIsAnsweredUntilTheResponseHeadIsGone() throws {
        var holding = judged(try corridor.required)
        #expect(holding.refused(Denial(.signatureInvalid)) == [.reply])
        var opening = judged(corridor.allowed)
        #expect(opening.refused(Denial(.bodyTooLarge)) == [.reply])
        var streaming = opened(requestEnded: false)
        #expect(streaming.refused(Denial(.chunkMalformed)) == [.resetUpstream, .reply])
        var responding = responding(requestEnded: false)
        #expect(responding.refused(Denial(.chunkMalformed)) == [.resetUpstream, .abortDownstream, .finish])
        #expect(responding.outcome == .aborted(.chunkMalformed))
        var replying = judged(corridor.denied)
        #expect(replying.refused(Denial(.bodyTooLarge)) == [])
        #expect(replying.denial == Denial(.routeNotFound))
    }

    @Test func aClientThatLeavesEndsIt() throws {
        var fresh = ExchangeMachine()
        #expect(fresh.clientLeft(.clientReset) == [.finish])
        var holding = judged(try corridor.required)
        #expect(holding.clientLeft(.clientReset) == [.finish])
        var opening = judged(corridor.allowed)
        #expect(opening.clientLeft(.clientClosed) == [.finish])
        var streaming = opened()
        #expect(streaming.clientLeft(.clientReset) == [.resetUpstream, .finish])
        #expect(streaming.outcome == .aborted(.clientReset))
        var replying = judged(corridor.denied)
        #expect(replying.clientLeft(.clientReset) == [.finish])
        #expect(replying.outcome == .denied(Denial(.routeNotFound)))
    }

    // MARK: The response

    @Test func aResponsePassesThrough() {
        var machine = opened()
        #expect(machine.phase == .awaitingResponse)
        #expect(machine.responseHead() == [.sendResponseHead])
        #expect(machine.phase == .streamingResponse)
        #expect(machine.responseBodyArrived() == [.resumeResponse])
        #expect(machine.responseEnded() == [.resumeResponse])
        #expect(machine.responseSent() == [.finish])
        #expect(machine.outcome == .forwarded)
    }

    @Test func aSecondHeadIsIgnored() {
        var machine = responding()
        #expect(machine.responseHead() == [])
    }

    @Test func aResponseThatIsDoneBeforeItsStreamResetsIt() {
        var head = responding()
        #expect(head.responseSent() == [.resetUpstream, .finish])
        var early = responding(requestEnded: false)
        _ = early.responseEnded()
        #expect(early.responseSent() == [.resetUpstream, .finish])
        #expect(early.outcome == .forwarded)
    }

    @Test func anEndWithoutAHeadIsMalformed() {
        var machine = opened()
        #expect(machine.responseEnded() == [.resetUpstream, .reply])
        #expect(machine.denial == Denial(.upstreamResponseMalformed))
    }

    @Test func contentWithoutAHeadIsNotPassedOn() {
        var machine = opened()
        #expect(machine.responseBodyArrived() == [])
    }

    // MARK: Failures

    @Test func anUpstreamThatCannotBeHadIsAnswered() {
        var machine = judged(corridor.allowed)
        #expect(machine.upstreamFailed(.upstreamConnectFailed, isRepeatable: true) == [.reply])
        #expect(machine.denial?.status == 502)
    }

    @Test func anUnprocessedRequestIsSentOnceMore() {
        var machine = opened()
        #expect(machine.mayTryAgain == true)
        #expect(machine.upstreamFailed(.upstreamRefused, isRepeatable: true) == [.openUpstream])
        #expect(machine.phase == .openingUpstream)
        _ = machine.upstreamOpened()
        #expect(machine.mayTryAgain == false)
        #expect(machine.upstreamFailed(.upstreamRefused, isRepeatable: true) == [.reply])
    }

    @Test func aRequestThatMayHaveBeenProcessedIsNotSentAgain() {
        var machine = opened()
        #expect(machine.upstreamFailed(.upstreamReset, isRepeatable: false) == [.reply])
        #expect(machine.denial?.status == 502)
    }

    @Test func aResponseThatBreaksOffIsBrokenOff() {
        var machine = responding()
        #expect(machine.upstreamFailed(.upstreamReset, isRepeatable: true) == [.abortDownstream, .finish])
        #expect(machine.outcome == .aborted(.upstreamReset))
    }

    @Test func aCompleteResponseOutlivesItsConnection() {
        var machine = responding()
        _ = machine.responseEnded()
        #expect(machine.upstreamFailed(.upstreamClosed, isRepeatable: false) == [])
        #expect(machine.responseSent() == [.finish])
        #expect(machine.outcome == .forwarded)
    }

    @Test func aStreamThatOpensTooLateIsReset() {
        var machine = judged(corridor.denied)
        #expect(machine.upstreamOpened() == [.resetUpstream])
    }

    // MARK: Deadlines

    @Test func eachPhaseHasItsDeadline() throws {
        var holding = judged(try corridor.required, requestEnded: false)
        #expect(holding.deadlineReached(.requestBodyTimeout) == [.reply])
        #expect(holding.denial?.status == 408)
        var opening = judged(corridor.allowed)
        #expect(opening.deadlineReached(.upstreamConnectTimeout) == [.reply])
        #expect(opening.denial?.status == 504)
        var awaiting = opened()
        #expect(awaiting.deadlineReached(.upstreamResponseTimeout) == [.resetUpstream, .reply])
        var responding = responding()
        #expect(responding.deadlineReached(.upstreamIdleTimeout) == [.resetUpstream, .abortDownstream, .finish])
        var replying = judged(corridor.denied)
        #expect(replying.deadlineReached(.responseWriteTimeout) == [.abortDownstream, .finish])
        #expect(replying.outcome == .denied(Denial(.routeNotFound)))
    }

    // MARK: The end

    @Test func terminalStatesStayTerminal() throws {
        var forwarded = responding()
        _ = forwarded.responseEnded()
        _ = forwarded.responseSent()
        try expectTerminal(&forwarded)
        var denied = judged(corridor.denied)
        _ = denied.responseSent()
        try expectTerminal(&denied)
        var aborted = opened()
        _ = aborted.clientLeft(.clientReset)
        try expectTerminal(&aborted)
    }

    private func expectTerminal(_ machine: inout ExchangeMachine) throws {
        let outcome = machine.outcome
        for event in MachineEvent.allCases {
            let orders = try event.happen(to: &machine, corridor)
            #expect(orders.isDisjoint(with: Orders(rawValue: ~Orders.resetUpstream.rawValue)), "\(event)")
            #expect(machine.outcome == outcome)
            #expect(machine.phase == .finished)
            #expect(machine.permit == nil)
        }
    }
}
