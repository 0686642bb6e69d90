package import GatehouseHTTP
package import GatehousePolicy
package import GatehouseSignatures

/// One request with its response across both sides, as a value: events in, orders out.
///
/// The runtime reports what happened and carries out what it is told; no socket, clock or codec is known here.
///
///     awaitingHead ──► holdingBody ──► openingUpstream ──► streaming ──► finished
///          │                │                 │                │
///          └────────────────┴────────► replying ◄──────────────┘  (until the response head is sent)
package struct ExchangeMachine: ~Copyable {
    private enum State {
        /// Nothing has been judged yet.
        case awaitingHead
        /// The route asks for a signature; the body is being collected.
        case holdingBody(Obligation)
        /// Allowed; no upstream stream yet.
        case openingUpstream(Permit)
        /// The request head is on an upstream stream.
        case streaming(Permit, response: Response)
        /// A local reply is on its way. Only its completion or the client's departure matter now.
        case replying(Denial)
        /// Terminal: nothing changes it, every further event is ignored.
        case finished(ExchangeOutcome)
    }

    /// How far the connector's response has come.
    private enum Response {
        case awaitingHead
        /// The head was sent downstream; content flows.
        case open
        /// The connector has ended it; the rest is on its way downstream.
        case ended
    }

    /// A request is sent at most twice, and the second time only when that is known to do no harm.
    private static let maximumAttempts = 2

    private var state = State.awaitingHead
    private var isRequestEnded = false
    private var attempts = 0

    package init() {}

    // MARK: What holds

    /// The permit under which the request is forwarded, while it is.
    package var permit: Permit? {
        switch state {
        case .openingUpstream(let permit), .streaming(let permit, _): permit
        case .awaitingHead, .holdingBody, .replying, .finished: nil
        }
    }

    /// The refusal that is being answered.
    package var denial: Denial? {
        switch state {
        case .replying(let denial): denial
        case .awaitingHead, .holdingBody, .openingUpstream, .streaming, .finished: nil
        }
    }

    package var outcome: ExchangeOutcome? {
        switch state {
        case .finished(let outcome): outcome
        case .awaitingHead, .holdingBody, .openingUpstream, .streaming, .replying: nil
        }
    }

    /// The obligation still to be discharged.
    package var obligation: Obligation? {
        switch state {
        case .holdingBody(let obligation): obligation
        case .awaitingHead, .openingUpstream, .streaming, .replying, .finished: nil
        }
    }

    /// What the exchange is waiting for: decides whose fault an expired deadline is.
    package var phase: ExchangePhase {
        switch state {
        case .awaitingHead: .judging
        case .holdingBody: .holdingBody
        case .openingUpstream: .openingUpstream
        case .streaming(_, .awaitingHead): isRequestEnded ? .awaitingResponse : .sendingRequest
        case .streaming(_, .open), .streaming(_, .ended): .streamingResponse
        case .replying: .replying
        case .finished: .finished
        }
    }

    /// True while a request that may be repeated would be sent once more.
    package var mayTryAgain: Bool {
        switch state {
        case .streaming(_, .awaitingHead): attempts < Self.maximumAttempts
        case .streaming(_, .open), .streaming(_, .ended), .awaitingHead, .holdingBody, .openingUpstream, .replying,
            .finished:
            false
        }
    }

    // MARK: Request events

    /// Policy has decided on the head.
    ///
    /// - Parameters:
    ///   - decision: of `RequestJudge`.
    ///   - requestEnded: the request has no content, or all of it is here.
    ///   - expectsContinue: the client waits for 100 before it sends content.
    /// - Returns: what to do.
    package mutating func judged(_ decision: Decision, requestEnded: Bool, expectsContinue: Bool) -> Orders {
        guard case .awaitingHead = state else { return [] }
        isRequestEnded = requestEnded
        let invitation: Orders = expectsContinue && !requestEnded ? .sendContinue : []
        switch decision {
        case .deny(let denial, _):
            return refuse(denial)
        case .allow(let permit):
            state = .openingUpstream(permit)
            return invitation.union(.openUpstream)
        case .require(let obligation):
            state = .holdingBody(obligation)
            return invitation.union(.holdBody)
        }
    }

    /// More request content has arrived.
    package mutating func requestBodyArrived() -> Orders {
        switch state {
        case .streaming: .resumeRequest
        case .awaitingHead, .holdingBody, .openingUpstream, .replying, .finished: []
        }
    }

    /// The client has sent all of its request.
    package mutating func requestEnded() -> Orders {
        isRequestEnded = true
        return requestBodyArrived()
    }

    /// The held body bears a valid signature.
    package mutating func bodyVerified(_ body: VerifiedBody) -> Orders {
        guard case .holdingBody(let obligation) = state else { return [] }
        state = .openingUpstream(obligation.discharge(with: body))
        return .openUpstream
    }

    /// The request is refused after its head was judged: bad signature, body too large, malformed content.
    ///
    /// When the response head is gone already, the exchange is broken off instead.
    package mutating func refused(_ denial: Denial) -> Orders {
        switch state {
        case .awaitingHead, .holdingBody, .openingUpstream:
            return refuse(denial)
        case .streaming(_, .awaitingHead):
            return refuse(denial).union(.resetUpstream)
        case .streaming(_, .open), .streaming(_, .ended):
            return abort(denial.reason)
        case .replying, .finished:
            return []
        }
    }

    /// The client reset its stream or closed its connection.
    package mutating func clientLeft(_ reason: Reason) -> Orders {
        switch state {
        case .streaming:
            state = .finished(.aborted(reason))
            return [.resetUpstream, .finish]
        case .awaitingHead, .holdingBody, .openingUpstream:
            state = .finished(.aborted(reason))
            return .finish
        case .replying(let denial):
            state = .finished(.denied(denial))
            return .finish
        case .finished:
            return []
        }
    }

    // MARK: Upstream events

    /// The request head was given to an upstream stream.
    package mutating func upstreamOpened() -> Orders {
        guard case .openingUpstream(let permit) = state else { return .resetUpstream }
        attempts += 1
        state = .streaming(permit, response: .awaitingHead)
        return []
    }

    /// The connector's final response head has arrived and was found sound.
    package mutating func responseHead() -> Orders {
        guard case .streaming(let permit, .awaitingHead) = state else { return [] }
        state = .streaming(permit, response: .open)
        return .sendResponseHead
    }

    package mutating func responseBodyArrived() -> Orders {
        switch state {
        case .streaming(_, .open): .resumeResponse
        case .streaming(_, .awaitingHead), .streaming(_, .ended), .awaitingHead, .holdingBody, .openingUpstream,
            .replying, .finished:
            []
        }
    }

    /// The connector has ended its response.
    package mutating func responseEnded() -> Orders {
        switch state {
        case .streaming(let permit, .open):
            state = .streaming(permit, response: .ended)
            return .resumeResponse
        case .streaming(_, .awaitingHead):
            return refuse(Denial(.upstreamResponseMalformed)).union(.resetUpstream)
        case .streaming(_, .ended), .awaitingHead, .holdingBody, .openingUpstream, .replying, .finished:
            return []
        }
    }

    /// No upstream stream can be had, or the one in use broke.
    ///
    /// - Parameters:
    ///   - reason: what broke.
    ///   - isRepeatable: the connector is known not to have begun with this request (REFUSED_STREAM, or beyond the last
    ///     stream of a GOAWAY, RFC 9113 section 8.7), or its method is safe (RFC 9110 section 9.2.2); and its content is
    ///     still here in full.
    /// - Returns: what to do.
    package mutating func upstreamFailed(_ reason: Reason, isRepeatable: Bool) -> Orders {
        switch state {
        case .openingUpstream:
            return refuse(Denial(reason))
        case .streaming(let permit, .awaitingHead):
            guard isRepeatable, attempts < Self.maximumAttempts else { return refuse(Denial(reason)) }
            state = .openingUpstream(permit)
            return .openUpstream
        case .streaming(_, .open):
            state = .finished(.aborted(reason))
            return [.abortDownstream, .finish]
        case .streaming(_, .ended), .awaitingHead, .holdingBody, .replying, .finished:
            return []
        }
    }

    // MARK: Completion

    /// The last byte of the response, the connector's or ours, was handed to the downstream connection.
    package mutating func responseSent() -> Orders {
        switch state {
        case .replying(let denial):
            state = .finished(.denied(denial))
            return .finish
        case .streaming(_, .open):
            // Nothing more of the response is of use (HEAD, 204, 304), and the connector has not ended its stream.
            state = .finished(.forwarded)
            return [.resetUpstream, .finish]
        case .streaming(_, .ended):
            state = .finished(.forwarded)
            // The upstream half may still be taking the request: it is not wanted any more.
            return isRequestEnded ? .finish : [.resetUpstream, .finish]
        case .finished:
            return []
        case .awaitingHead, .holdingBody, .openingUpstream, .streaming(_, .awaitingHead):
            preconditionFailure("response sent before one was ordered: the codec must not report it")
        }
    }

    /// A deadline of the current phase has passed.
    package mutating func deadlineReached(_ reason: Reason) -> Orders {
        switch state {
        case .replying(let denial):
            state = .finished(.denied(denial))
            return [.abortDownstream, .finish]
        case .awaitingHead, .holdingBody, .openingUpstream, .streaming, .finished:
            return refused(Denial(reason))
        }
    }

    private mutating func refuse(_ denial: Denial) -> Orders {
        state = .replying(denial)
        return .reply
    }

    private mutating func abort(_ reason: Reason) -> Orders {
        state = .finished(.aborted(reason))
        return [.resetUpstream, .abortDownstream, .finish]
    }
}
