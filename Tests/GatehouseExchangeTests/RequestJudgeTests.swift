import GatehouseHTTP
import GatehousePolicy
import Testing

@testable import GatehouseExchange

@Suite struct RequestJudgeTests {
    private let corridor = Corridor.shared

    /// `allow`, `require`, or the reason of the denial.
    private func word(_ decision: Decision) -> String {
        switch decision {
        case .allow: "allow"
        case .require: "require"
        case .deny(let denial, _): denial.reason.rawValue
        }
    }

    private func word(
        _ message: MessageBuffer, from origin: RequestOrigin = Corridor.origin, isCovered: Bool = true
    ) -> String {
        word(corridor.judge(message, from: origin, isCovered: isCovered).decision)
    }

    @Test func whatTheTableAllowsIsAllowed() {
        let judgement = corridor.judge(Corridor.request("/open"))
        #expect(word(judgement.decision) == "allow")
        #expect(judgement.route?.id == "open")
        #expect(judgement.client?.address == Corridor.origin.address)
        #expect(judgement.path != nil)
    }

    @Test func nothingIsAllowedByDefault() {
        #expect(word(Judgement().decision) == "internal_error")
        #expect(word(MessageBuffer()) == "target_malformed")
        #expect(word(Corridor.request("/elsewhere")) == "route_not_found")
        #expect(word(Corridor.request("/open", host: "other.test")) == "route_not_found")
        #expect(word(Corridor.request("/open", host: nil)) == "host_missing")
        #expect(word(Corridor.request("/open", host: "gate way")) == "host_malformed")
        #expect(word(Corridor.request("/open", method: .get)) == "method_not_allowed")
    }

    @Test func pathsAreJudgedAsTheConnectorMayReadThem() {
        #expect(word(Corridor.request("/open%2f")) == "path_not_canonical")
        #expect(word(Corridor.request("/open;x")) == "path_not_canonical")
        #expect(word(Corridor.request("open")) != "allow")
    }

    @Test func aPrivateRouteTellsStrangersNothingElse() {
        #expect(word(Corridor.request("/inside")) == "network_not_allowed")
        #expect(word(Corridor.request("/inside", method: .get)) == "network_not_allowed")
        #expect(word(Corridor.request("/inside", length: 1_001)) == "network_not_allowed")
        #expect(word(Corridor.request("/inside"), from: Corridor.insideOrigin) == "allow")
    }

    @Test func aClientCertificateIsAskedForBeforeTheMethod() {
        var proven = Corridor.insideOrigin
        proven.isClientProven = true
        #expect(word(Corridor.request("/proven"), from: proven) == "allow")
        #expect(word(Corridor.request("/proven", method: .get), from: proven) == "method_not_allowed")
        #expect(word(Corridor.request("/proven"), from: Corridor.insideOrigin) == "client_certificate_missing")
        #expect(
            word(Corridor.request("/proven", method: .get), from: Corridor.insideOrigin) == "client_certificate_missing"
        )
        var stranger = Corridor.origin
        stranger.isClientProven = true
        #expect(word(Corridor.request("/proven"), from: stranger) == "network_not_allowed")
        #expect(word(Corridor.request("/inside"), from: stranger) == "network_not_allowed")
    }

    @Test func theCertificateComesFirst() {
        #expect(word(Corridor.request("/nowhere%2f"), isCovered: false) == "sni_authority_mismatch")
        #expect(word(Corridor.request("/open"), isCovered: false) == "sni_authority_mismatch")
    }

    @Test func aRefusedRequestKeepsItsRouteForTheRecord() {
        let judgement = corridor.judge(Corridor.request("/open", length: 1_001))
        #expect(word(judgement.decision) == "body_too_large")
        #expect(judgement.route?.id == "open")
    }

    @Test func theDeclaredLengthIsEnough() throws {
        #expect(word(Corridor.request("/open", length: 1_000)) == "allow")
        #expect(word(Corridor.request("/open", length: .max)) == "body_too_large")
        // The length is known before the evidence is looked at.
        #expect(word(Corridor.request("/webhook", length: 1_001)) == "body_too_large")
    }

    @Test func evidenceIsJudgedFromTheHead() throws {
        #expect(word(Corridor.request("/webhook")) == "signature_missing")
        let legacy = ("flex.signature", "AAAA")
        let malformed = ("fluent-signature", "not base64")
        #expect(word(Corridor.request("/webhook", more: [legacy])) == "signature_legacy_only")
        #expect(word(Corridor.request("/webhook", more: [malformed])) == "signature_malformed")
        #expect(word(Corridor.request("/webhook", more: [malformed, malformed])) == "signature_duplicated")
        let signed = try corridor.signedRequest("{}")
        #expect(word(signed) == "require")
        #expect(word(corridor.judge(signed, nowSeconds: 2_001).decision) == "signature_key_unavailable")
    }

    @Test func aGateExistsExactlyWithAnObligation() throws {
        var required = corridor.judge(try corridor.signedRequest("{}"))
        var allowed = corridor.judge(Corridor.request("/open"))
        var denied = corridor.judge(Corridor.request("/webhook"))
        let gates = [required.takeGate() != nil, allowed.takeGate() != nil, denied.takeGate() != nil]
        #expect(gates == [true, false, false])
    }

    @Test func aRequirementWithoutItsVerifierDenies() {
        #expect(word(Corridor.request("/dangling")) == "internal_error")
    }

    @Test func anUntrustedForwardedFieldChangesNothing() {
        let claim = ("x-forwarded-for", "10.0.0.1")
        #expect(word(Corridor.request("/inside", more: [claim])) == "network_not_allowed")
    }

    @Test func aTrustedProxySpeaksForItsClients() {
        let trusted = NetworkSet(["198.51.100.0/24"].compactMap { Network($0) })
        let origin = RequestOrigin(
            address: Corridor.origin.address, derivation: .peer,
            forwardedRule: ForwardedRule(header: .xForwardedFor, trusted: trusted))
        #expect(word(Corridor.request("/inside", more: [("x-forwarded-for", "10.0.0.1")]), from: origin) == "allow")
        #expect(
            word(Corridor.request("/inside", more: [("x-forwarded-for", "nonsense")]), from: origin)
                == "client_address_unknown")
    }
}
