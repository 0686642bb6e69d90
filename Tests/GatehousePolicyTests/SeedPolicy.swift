import GatehouseHTTP

@testable import GatehousePolicy

/// The connector's routes, as `policies/connector.yaml` states them, and clients on both sides of them.
enum SeedPolicy {
    static let privateNetworks = NetworkSet(["10.0.0.0/8", "fd00::/8"].compactMap { Network($0) })
    static let publicClient = client("198.51.100.7")
    static let privateClient = client("10.1.2.3")

    static func table() throws -> RouteTable { try RouteTable(routes()) }

    /// The same behind a public route for everything else, so that a mistake about a path becomes a permit.
    static func openTable() throws -> RouteTable {
        try RouteTable(routes() + [definition("everything", path: "/**", methods: [.get, .post])])
    }

    static func routes() -> [RouteDefinition] {
        let networks = Exposure.private(privateNetworks, names: ["vpc"])
        return [
            definition(
                "webhook", path: "/api/v1/fluent-connect/webhook", methods: [.post],
                requirement: .signature(verifier: 0, name: "fluent")),
            definition(
                "scheduler", path: "/api/v1/fluent-connect/scheduler/add/*", methods: [.post], exposure: networks),
            definition("actuator", path: "/actuator/**", methods: [.get, .post], exposure: networks),
        ].compactMap { $0 }
    }

    static func definition(
        _ id: String, hosts: [String] = ["*"], path: String, methods: [GatehouseHTTP.Method] = [.get],
        exposure: Exposure = .public, requiresClientCertificate: Bool = false, requirement: Requirement = .none
    ) -> RouteDefinition {
        guard let pattern = PathPattern(path) else { fatalError("the test's pattern is malformed: \(path)") }
        return RouteDefinition(
            id: id, hosts: hosts.compactMap { HostPattern($0) }, path: pattern, methods: methods, exposure: exposure,
            requiresClientCertificate: requiresClientCertificate, requirement: requirement, upstreamIndex: 0,
            maximumBodyBytes: 262_144,
            deadlines: RouteDeadlines(
                connectMilliseconds: 1000, responseHeadMilliseconds: 3000, idleMilliseconds: 5000,
                requestBodyMilliseconds: 5000))
    }

    static func client(_ text: String) -> ClientAddress {
        guard let peer = IPAddress(text),
            let client = try? ClientAddress.resolve(peer: peer, fields: FieldBlock(), rule: .none)
        else { fatalError("the test's address is malformed: \(text)") }
        return client
    }
}

extension RouteTable {
    /// What the gateway does with a target: the decision, and the bytes it would send upstream.
    func answer(
        _ target: [UInt8], method: GatehouseHTTP.Method = .post, host: String = "connector.example.com",
        client: ClientAddress
    ) -> Answer {
        do {
            let path = try CanonicalPath(parsing: target.span)
            let facts = RequestFacts(method: method, path: path, client: client, isClientProven: false)
            switch decide(facts, host: host.utf8.span, target: target.span) {
            case .deny(let denial, let route): return .deny(denial.reason, route: route?.id)
            case .allow(let permit): return .allow(route: permit.route.id, sent: permit.path.sent(of: target))
            case .require(let obligation):
                return .require(route: obligation.route.id, sent: obligation.path.sent(of: target))
            }
        } catch {
            return .deny(error.reason, route: nil)
        }
    }

    /// The same for text.
    func answer(
        _ target: String, method: GatehouseHTTP.Method = .post, host: String = "connector.example.com",
        client: ClientAddress
    ) -> Answer {
        answer(Array(target.utf8), method: method, host: host, client: client)
    }
}

/// A decision in a form that tests can compare.
enum Answer: Equatable {
    case deny(Reason, route: String?)
    case allow(route: String, sent: [UInt8])
    case require(route: String, sent: [UInt8])

    /// The reason word, `allow` or `require`.
    var word: String {
        switch self {
        case .deny(let reason, _): reason.rawValue
        case .allow: "allow"
        case .require: "require"
        }
    }

    /// The target that would reach the connector.
    var sent: [UInt8]? {
        switch self {
        case .deny: nil
        case .allow(_, let sent), .require(_, let sent): sent
        }
    }
}
