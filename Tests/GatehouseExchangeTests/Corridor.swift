import GatehouseCrypto
import GatehouseExchange
import GatehouseHTTP
import GatehousePolicy
import GatehouseSignatures

/// A small gateway policy with a signing key of its own: permits and obligations of the tests come from its table.
struct Corridor: Sendable {
    static let shared = Corridor()

    let key: PrivateKey
    let verifier: FluentVerifier
    let routes: RouteTable
    let judge: RequestJudge

    private init() {
        do {
            key = try PrivateKey.generate(.rsa(bits: 1024))
            let webhookKey = try WebhookKey(id: "first", publicKey: key.publicKey, notAfterSeconds: 2_000)
            verifier = FluentVerifier(name: "fluent", keys: [webhookKey], acceptsLegacyMD5: false)
            routes = try RouteTable(Self.definitions)
            judge = RequestJudge(routes: routes, verifiers: [verifier])
        } catch {
            fatalError("the policy of the tests cannot be made: \(error)")
        }
    }

    static let bodyLimit: UInt64 = 1_000

    private static var definitions: [RouteDefinition] {
        let inside = NetworkSet(["10.0.0.0/8"].compactMap { Network($0) })
        return [
            definition("open", "/open", .public, .none),
            definition("inside", "/inside", .private(inside, names: ["inside"]), .none),
            definition("proven", "/proven", .private(inside, names: ["inside"]), .none),
            definition("webhook", "/webhook", .public, .signature(verifier: 0, name: "fluent")),
            definition("dangling", "/dangling", .public, .signature(verifier: 7, name: "nobody")),
        ]
    }

    private static func definition(
        _ id: String, _ path: String, _ exposure: Exposure, _ requirement: Requirement
    ) -> RouteDefinition {
        guard let pattern = PathPattern(path), let host = HostPattern("gateway.test") else {
            fatalError("the test's pattern is malformed: \(path)")
        }
        return RouteDefinition(
            id: id, hosts: [host], path: pattern, methods: [.post], exposure: exposure,
            requiresClientCertificate: path == "/proven", requirement: requirement, upstreamIndex: 0,
            maximumBodyBytes: bodyLimit,
            deadlines: RouteDeadlines(
                connectMilliseconds: 1, responseHeadMilliseconds: 2, idleMilliseconds: 3, requestBodyMilliseconds: 4))
    }

    // MARK: Requests

    static let origin = RequestOrigin(address: address("198.51.100.7"), derivation: .peer, forwardedRule: .none)
    static let insideOrigin = RequestOrigin(address: address("10.1.2.3"), derivation: .peer, forwardedRule: .none)

    static func address(_ text: String) -> IPAddress {
        guard let address = IPAddress(text) else { fatalError("the test's address is malformed: \(text)") }
        return address
    }

    static func request(
        _ path: String, method: GatehouseHTTP.Method = .post, host: String? = "gateway.test", length: UInt64? = nil,
        more: [(String, String)] = []
    ) -> MessageBuffer {
        let message = MessageBuffer()
        message.method = method
        message.declaredLength = length
        message.fields.append(.path, value: path)
        if let host { message.fields.append(.authority, value: host) }
        for (name, value) in more { message.fields.append(name: name, value: value) }
        return message
    }

    /// A request for the webhook whose body is here in full and signed.
    func signedRequest(_ body: String) throws -> MessageBuffer {
        let values = try FluentSigner.sign(body: body.utf8.span, key: key)
        let message = Self.request(
            "/webhook",
            more: [("fluent-signature", values.signature), ("flex.signature", values.legacySignature)])
        message.appendBody(body.utf8.span)
        message.isEnded = true
        return message
    }

    func judge(
        _ message: MessageBuffer, from origin: RequestOrigin = Corridor.origin, isCovered: Bool = true,
        nowSeconds: Int64 = 1_000
    ) -> Judgement {
        judge.judge(message, from: origin, isAuthorityCovered: isCovered, nowSeconds: nowSeconds)
    }

    // MARK: Decisions

    var allowed: Decision { judge(Self.request("/open")).decision }

    var denied: Decision { judge(Self.request("/nowhere")).decision }

    var required: Decision {
        get throws { judge(try signedRequest("{}")).decision }
    }

    /// The proof that pays the obligation of `required`.
    var verifiedBody: VerifiedBody {
        get throws {
            let message = try signedRequest("{}")
            var judgement = judge(message)
            guard var gate = judgement.takeGate() else { throw TestFailure("no gate was made") }
            _ = gate.append(from: message)
            guard case .valid(let body) = gate.finish(nowSeconds: 1_000) else { throw TestFailure("not verified") }
            return body
        }
    }
}

struct TestFailure: Error {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}
