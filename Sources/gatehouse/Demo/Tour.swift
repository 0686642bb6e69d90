import GatehouseCrypto
import GatehouseHTTP
import GatehouseSignatures

/// The requests of `gatehouse demo`, good and bad, and what must become of each under `policies/connector.yaml`.
struct Tour {
    static let webhook = "/api/v1/fluent-connect/webhook"
    static let scheduler = "/api/v1/fluent-connect/scheduler/add/nightly"

    /// In the order in which they are sent.
    let steps: [TourStep]

    init(_ bodies: TourBodies) {
        steps =
            Self.signatures(bodies) + Self.webhookLimits(bodies) + Self.privateRoutes + Self.spellings
            + Self.ambiguities + Self.spoofing(bodies)
    }

    // MARK: The webhook

    private static func post(
        _ body: [UInt8], _ fields: [FieldLine], _ version: HTTPVersion = .http11
    ) -> TourRequest {
        TourRequest(
            version: version, method: "POST", target: webhook,
            fields: [FieldLine("content-type", "application/json")] + fields, body: body)
    }

    private static func both(_ values: FluentSigner.FieldValues) -> [FieldLine] {
        [
            FieldLine(FluentScheme.legacyFieldName, values.legacySignature),
            FieldLine(FluentScheme.fieldName, values.signature),
        ]
    }

    private static func signatures(_ bodies: TourBodies) -> [TourStep] {
        let event = TourBodies.event
        let good = both(bodies.signed)
        let signature = FieldLine(FluentScheme.fieldName, bodies.signed.signature)
        let legacy = FieldLine(FluentScheme.legacyFieldName, bodies.signed.legacySignature)
        let flipped = FieldLine(FluentScheme.fieldName, bodies.flippedSignature)
        return [
            step("webhook, signed", post(event, good), .forwarded(status: 200)),
            step("webhook, signed", post(event, good, .http2), .forwarded(status: 200)),
            step("webhook, one bit of body flipped", post(TourBodies.flippedEvent, good), .refused(.signatureInvalid)),
            step(
                "webhook, one bit of body flipped", post(TourBodies.flippedEvent, good, .http2),
                .refused(.signatureInvalid)),
            step("webhook, one bit of signature flipped", post(event, [flipped]), .refused(.signatureInvalid)),
            step(
                "webhook, flipped, flex.signature good", post(event, [legacy, flipped], .http2),
                .refused(.signatureInvalid)),
            step("webhook, no signature", post(event, []), .refused(.signatureMissing)),
            step("webhook, no signature", post(event, [], .http2), .refused(.signatureMissing)),
            step("webhook, flex.signature (MD5) only", post(event, [legacy]), .refused(.signatureLegacyOnly)),
            step(
                "webhook, signature twice", post(event, [signature, signature], .http2),
                .refused(.signatureDuplicated)),
        ]
    }

    private static func webhookLimits(_ bodies: TourBodies) -> [TourStep] {
        let oversized = post(TourBodies.oversized, both(bodies.signedOversized))
        var overHTTP2 = oversized
        overHTTP2.version = .http2
        return [
            step("webhook, signed, 300 KiB", oversized, .refused(.bodyTooLarge)),
            step("webhook, signed, 300 KiB", overHTTP2, .refused(.bodyTooLarge)),
            step("GET webhook", get(webhook), .refused(.methodNotAllowed)),
        ]
    }

    // MARK: Private routes and their spellings

    private static var privateRoutes: [TourStep] {
        let add = TourRequest(method: "POST", target: scheduler, body: Array("{}".utf8))
        var addOverHTTP2 = add
        addOverHTTP2.version = .http2
        let shutdown = TourRequest(method: "POST", target: "/actuator/shutdown")
        return [
            step("scheduler/add/nightly", add, .refused(.networkNotAllowed)),
            step("scheduler/add/nightly", add, .forwarded(status: 202), from: .private),
            step("scheduler/add/nightly", addOverHTTP2, .forwarded(status: 202), from: .private),
            step("actuator/health", get("/actuator/health"), .refused(.networkNotAllowed)),
            step("actuator/health", get("/actuator/health", .http2), .refused(.networkNotAllowed)),
            step("actuator/health", get("/actuator/health"), .forwarded(status: 200), from: .private),
            step("actuator/health", get("/actuator/health", .http2), .forwarded(status: 200), from: .private),
            step("POST actuator/shutdown", shutdown, .refused(.methodNotAllowed), from: .private),
        ]
    }

    private static var spellings: [TourStep] {
        [
            step("/%61ctuator/env", get("/%61ctuator/env"), .refused(.readingsDisagree)),
            step(
                "webhook/..;/..;/..;/..;/actuator/env", get(webhook + "/..;/..;/..;/..;/actuator/env", .http2),
                .refused(.pathNotCanonical)),
            step("//actuator/health", get("//actuator/health"), .refused(.readingsDisagree)),
            step("/actuator;x/env", get("/actuator;x/env", .http2), .refused(.pathNotCanonical)),
            step("/actuator%2fenv", get("/actuator%2fenv"), .refused(.pathNotCanonical)),
            step("/actuator%2fenv", get("/actuator%2fenv"), .refused(.pathNotCanonical), from: .private),
            step("/no/such/path", get("/no/such/path"), .refused(.routeNotFound)),
            step("/no/such/path", get("/no/such/path", .http2), .refused(.routeNotFound), from: .private),
        ]
    }

    // MARK: Ambiguous and misleading requests

    private static var ambiguities: [TourStep] {
        var otherHost = get("/actuator/health")
        otherHost.authority = "another.example"
        var otherHostOverHTTP2 = otherHost
        otherHostOverHTTP2.version = .http2
        var twoLengths = TourRequest(method: "POST", target: webhook)
        twoLengths.fields = [FieldLine("Content-Length", "5"), FieldLine("Transfer-Encoding", "chunked")]
        twoLengths.body = Array("0\r\n\r\n".utf8)
        let connect = TourRequest(method: "CONNECT", target: "localhost:443", authority: "localhost:443")
        return [
            step("host that is not in the certificate", otherHost, .refused(.sniAuthorityMismatch)),
            step("host that is not in the certificate", otherHostOverHTTP2, .refused(.sniAuthorityMismatch)),
            step("Content-Length and Transfer-Encoding", twoLengths, .refused(.framingAmbiguous)),
            step("CONNECT localhost:443", connect, .refused(.methodUnsupported)),
        ]
    }

    private static func spoofing(_ bodies: TourBodies) -> [TourStep] {
        let forwardedFor = FieldLine("X-Forwarded-For", "10.1.2.3")
        let originalURL = FieldLine("X-Original-URL", "/actuator/env")
        var fromOutside = get("/actuator/health")
        fromOutside.fields = [forwardedFor]
        var fromInside = get("/actuator/health", .http2)
        fromInside.fields = [forwardedFor]
        let misleading = post(TourBodies.event, both(bodies.signed) + [originalURL])
        var lost = get("/")
        lost.fields = [originalURL]
        return [
            step("actuator/health, X-Forwarded-For", fromOutside, .refused(.networkNotAllowed)),
            step(
                "actuator/health, X-Forwarded-For", fromInside, .forwarded(status: 200), from: .private,
                without: ["x-forwarded-for"]),
            step("/, X-Original-URL: /actuator/env", lost, .refused(.routeNotFound)),
            step(
                "webhook, signed, X-Original-URL", misleading, .forwarded(status: 200), without: ["x-original-url"]),
        ]
    }

    // MARK: Steps

    private static func get(_ target: String, _ version: HTTPVersion = .http11) -> TourRequest {
        TourRequest(version: version, target: target)
    }

    private static func step(
        _ title: String, _ request: TourRequest, _ expectation: TourStep.Expectation,
        from client: TourStep.Client = .public, without removedFields: [String] = []
    ) -> TourStep {
        TourStep(
            title: title, client: client, request: request, expectation: expectation, removedFields: removedFields)
    }
}
