package import GatehouseHTTP
package import GatehousePolicy
package import GatehouseSignatures

/// Judges a request head: normalise, find the client, decide, and look at the evidence that the head must carry.
///
/// Pure: the same head, origin and snapshot give the same judgement. What is missing anywhere denies.
package struct RequestJudge {
    private let routes: RouteTable
    private let verifiers: [FluentVerifier]

    /// - Parameters:
    ///   - routes: what is exposed.
    ///   - verifiers: by the index that `Requirement.signature` holds.
    package init(routes: RouteTable, verifiers: [FluentVerifier]) {
        self.routes = routes
        self.verifiers = verifiers
    }

    /// Judges one head.
    ///
    /// - Parameters:
    ///   - message: a complete head, syntactically sound for its protocol version.
    ///   - origin: what the connection knows of the client.
    ///   - isAuthorityCovered: the certificate that was shown to the client is for the request's host.
    ///   - nowSeconds: the wall clock, for validity windows of keys.
    /// - Returns: the decision, and what was found out on the way to it.
    package func judge(
        _ message: MessageBuffer, from origin: RequestOrigin, isAuthorityCovered: Bool, nowSeconds: Int64
    ) -> Judgement {
        var judgement = Judgement()
        do throws(Denial) {
            guard isAuthorityCovered else { throw Denial(.sniAuthorityMismatch) }
            let client = try ClientAddress.resolve(
                peer: origin.address, from: origin.derivation, fields: message.fields, rule: origin.forwardedRule)
            judgement.client = client
            guard let target = message.fields.firstIndex(of: .path) else { throw Denial(.targetMalformed) }
            let path = try message.fields.withValue(at: target) { (bytes) throws(Denial) in
                try CanonicalPath(parsing: bytes)
            }
            judgement.path = path
            let facts = RequestFacts(
                method: message.method, path: path, client: client, isClientProven: origin.isClientProven)
            judgement.decision = decide(facts, message, target: target)
            try examine(&judgement, message, nowSeconds: nowSeconds)
        } catch {
            judgement.refuse(error)
        }
        return judgement
    }

    private func decide(_ facts: RequestFacts, _ message: MessageBuffer, target: Int) -> Decision {
        guard let authority = message.fields.firstIndex(of: .authority) else {
            return .deny(Denial(.hostMissing), route: nil)
        }
        return message.fields.withValue(at: authority) { authority in
            guard let parsed = Authority(authority) else { return .deny(Denial(.hostMalformed), route: nil) }
            let host = authority.extracting(first: parsed.hostByteCount)
            return message.fields.withValue(at: target) { routes.decide(facts, host: host, target: $0) }
        }
    }

    /// Refuses from the head alone what cannot succeed: a declared length beyond the limit, missing evidence.
    private func examine(
        _ judgement: inout Judgement, _ message: MessageBuffer, nowSeconds: Int64
    ) throws(Denial) {
        switch judgement.decision {
        case .deny: return
        case .allow(let permit): try checkLength(message, permit.route)
        case .require(let obligation):
            try checkLength(message, obligation.route)
            guard obligation.verifier < verifiers.count else { throw Denial(.internalError) }
            let verifier = verifiers[obligation.verifier]
            let evidence = try verifier.evidence(in: message.fields, nowSeconds: nowSeconds)
            judgement.put(BodyGate(verifier: verifier, evidence: evidence))
        }
    }

    private func checkLength(_ message: MessageBuffer, _ route: Route) throws(Denial) {
        if let declared = message.declaredLength, declared > route.maximumBodyBytes { throw Denial(.bodyTooLarge) }
    }
}
