import GatehouseHTTP
import GatehousePolicy

/// Request targets: what is forwarded has one reading, and it is the one that was judged.
enum PathReadingsFuzz {
    /// Routes that guard something, beside one that lets everything through: a mistake becomes a permit.
    private static let table: RouteTable? = try? RouteTable(
        [
            definition("private", "/actuator/**", isPrivate: true),
            definition("job", "/api/scheduler/add/*", isPrivate: true),
            definition("everything", "/**", isPrivate: false),
        ].compactMap { $0 })

    private static func definition(_ id: String, _ path: String, isPrivate: Bool) -> RouteDefinition? {
        guard let pattern = PathPattern(path), let network = Network("10.0.0.0/8") else { return nil }
        return RouteDefinition(
            id: id, hosts: [.any], path: pattern, methods: [.get],
            exposure: isPrivate ? .private(NetworkSet([network]), names: ["inside"]) : .public,
            requiresClientCertificate: false, requirement: .none, upstreamIndex: 0, maximumBodyBytes: 0,
            deadlines: RouteDeadlines(
                connectMilliseconds: 1, responseHeadMilliseconds: 1, idleMilliseconds: 1, requestBodyMilliseconds: 1))
    }

    private static let outsider = client("198.51.100.7")
    private static let insider = client("10.1.2.3")

    private static func client(_ text: String) -> ClientAddress? {
        IPAddress(text).flatMap { try? ClientAddress.resolve(peer: $0, fields: FieldBlock(), rule: .none) }
    }

    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        guard let table, let outsider, let insider else { throw FuzzFinding("the target's own policy is malformed") }
        guard let path = try? CanonicalPath(parsing: input.span) else { return }
        let sent = path.withBytes(of: input.span) { $0.octets }
        try checkCanonical(sent, of: input)
        for client in [outsider, insider] {
            try checkDecision(table, client, input, path, sent)
        }
    }

    private static func checkCanonical(_ sent: [UInt8], of input: [UInt8]) throws(FuzzFinding) {
        guard let again = try? CanonicalPath(parsing: sent.span) else {
            throw FuzzFinding("\(input.text) becomes \(sent.text), which is refused")
        }
        try demand(again.isPlain, "\(sent.text) is not canonical")
        try demand(sent.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "#") }, "\(sent.text) breaks a line")
        let only = Array(sent.prefix { $0 != UInt8(ascii: "?") })
        let readings = PathReadings(of: only.span)
        try demand(readings.raw == only && readings.rfc3986 == only, "\(only.text) has other readings")
        try demand(readings.tomcat == only && readings.springSegments == only, "\(only.text) has other readings")
        // What came in is understood by Tomcat as what goes out, or was refused by it.
        let original = PathReadings(of: Array(input.prefix { $0 != UInt8(ascii: "?") }).span)
        try demand(original.tomcat == only, "\(input.text) is another path for Tomcat")
        let query = input.drop { $0 != UInt8(ascii: "?") }
        try demand(sent.drop { $0 != UInt8(ascii: "?") } == query, "the query is another one")
    }

    private static func checkDecision(
        _ table: RouteTable, _ client: ClientAddress, _ input: [UInt8], _ path: CanonicalPath, _ sent: [UInt8]
    ) throws(FuzzFinding) {
        let facts = RequestFacts(method: .get, path: path, client: client, isClientProven: false)
        guard
            case .allow(let permit) = table.decide(facts, host: "a.example".utf8.span, target: input.span)
        else { return }
        // Every way to read what came in leads to the route that was decided on.
        let received = Array(input.prefix { $0 != UInt8(ascii: "?") })
        let readings = PathReadings(of: received.span)
        for reading in [readings.raw, readings.rfc3986, readings.tomcat, readings.springSegments] {
            guard let reading else { throw FuzzFinding("\(input.text) passes though a server refuses it") }
            let route = table.route(host: "a.example".utf8.span, path: reading.span)
            try demand(route?.id == permit.route.id, "\(input.text) leads to \(route?.id ?? "nothing") as well")
        }
        let segments = sent.prefix { $0 != UInt8(ascii: "?") }.dropFirst().split(separator: UInt8(ascii: "/"))
        let isGuarded = segments.first.map { Array($0) == Array("actuator".utf8) } ?? false
        try demand(!isGuarded || permit.route.id == "private", "\(sent.text) is let through")
    }
}
