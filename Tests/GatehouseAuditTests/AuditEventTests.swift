import GatehouseHTTP
import Testing

@testable import GatehouseAudit

struct AuditEventTests {
    @Test(arguments: [
        (Reason.routeNotFound, AuditEvent.requestRefused), (.framingAmbiguous, .requestRefused),
        (.networkNotAllowed, .requestRefused), (.signatureMissing, .signatureRefused),
        (.signatureInvalid, .signatureRefused), (.tlsNameUnknown, .connectionRefused),
        (.proxyPeerUntrusted, .connectionRefused),
    ])
    func refusalsAreAudited(reason: Reason, event: AuditEvent) {
        #expect(AuditEvent(for: reason) == event)
    }

    @Test(arguments: [Reason.clientReset, .upstreamReset, .requestBodyTimeout, .draining])
    func failuresOfOthersAreNot(reason: Reason) {
        #expect(AuditEvent(for: reason) == nil)
    }

    /// The statuses with which policy and parsers refuse always leave evidence.
    @Test(arguments: Reason.allCases) func everyRefusalByStatusIsAudited(reason: Reason) {
        guard let status = reason.status, [400, 401, 403, 404, 405, 413, 414, 417, 421, 431, 501].contains(status)
        else { return }
        #expect(AuditEvent(for: reason) != nil)
    }
}
