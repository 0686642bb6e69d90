import Foundation
import GatehouseAdmin

/// What `gatehouse status` tells: four pages of the admin listener together.
struct StatusReport: Codable, Equatable {
    let isReady: Bool
    /// `ready`, or why not.
    let state: String
    /// What else it says of itself: the sandbox that is in force.
    let notes: [String]
    let certificates: [CertificateStatus]
    let upstreams: [UpstreamStatus]
    let routes: [RouteStatus]

    init(
        isReady: Bool, state: String, notes: [String] = [], certificates: [CertificateStatus],
        upstreams: [UpstreamStatus],
        routes: [RouteStatus]
    ) {
        self.isReady = isReady
        self.state = state
        self.notes = notes
        self.certificates = certificates
        self.upstreams = upstreams
        self.routes = routes
    }

    /// Asks for the pages.
    ///
    /// - Throws: when one of them does not come, or is not what it should be.
    init(from client: AdminClient) throws(AdminClient.Failure) {
        let readiness = try client.ask("/readyz")
        guard readiness.status == 200 || readiness.status == 503 else { throw .malformed }
        let lines = readiness.content.split(separator: "\n").map(String.init)
        self.init(
            isReady: readiness.status == 200, state: lines.first ?? "", notes: Array(lines.dropFirst()),
            certificates: try Self.list(at: "/certificates", from: client),
            upstreams: try Self.list(at: "/upstreams", from: client), routes: try Self.list(at: "/routes", from: client)
        )
    }

    private static func list<Element: Decodable>(
        at path: String, from client: AdminClient
    ) throws(AdminClient.Failure) -> [Element] {
        let answer = try client.ask(path)
        guard answer.status == 200,
            let list = try? JSONDecoder().decode([Element].self, from: Data(answer.content.utf8))
        else { throw .malformed }
        return list
    }

    // MARK: Printing

    /// On one line.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("plain values can be written as JSON") }
        return String(decoding: data, as: UTF8.self)
    }

    /// As tables.
    ///
    /// - Parameter now: from which the days left are counted.
    /// - Returns: without line ends.
    func lines(atSeconds now: Int64) -> [String] {
        [state] + notes + [""] + certificateLines(now) + [""] + upstreamLines + [""] + routeLines
    }

    private func certificateLines(_ now: Int64) -> [String] {
        var rows = [["CERTIFICATE", "DAYS LEFT", "KEY", "GENERATION", "HOSTS", "ISSUER"]]
        for certificate in certificates {
            rows.append([
                certificate.name, certificate.daysLeft(atSeconds: now).description, certificate.key,
                certificate.generation.description, certificate.hosts.joined(separator: ", "), certificate.issuer,
            ])
        }
        return TextTable.align(rows)
    }

    private var upstreamLines: [String] {
        var rows = [["UPSTREAM", "ADDRESS", "CONNECTIONS", "OPEN REQUESTS", "REQUESTS", "RETRIES", "FAILED CONNECTS"]]
        for upstream in upstreams {
            let numbers = [
                upstream.connections, upstream.streams, upstream.requests, upstream.retries, upstream.failedConnects,
            ]
            rows.append([upstream.name, upstream.address] + numbers.map(\.description))
        }
        return TextTable.align(rows)
    }

    private var routeLines: [String] {
        var rows = [["ROUTE", "EXPOSURE", "REQUESTS", "REJECTED", "METHODS", "REQUIRES", "HOSTS", "PATH"]]
        for route in routes {
            let networks = route.networks.joined(separator: ", ")
            let exposure = networks.isEmpty ? route.exposure : "\(route.exposure) to \(networks)"
            rows.append([
                route.id, exposure, route.requests.description, route.rejections.description,
                route.methods.joined(separator: ", "), route.signature.map { "signature \($0)" } ?? "-",
                route.hosts.joined(separator: ", "), route.path,
            ])
        }
        return TextTable.align(rows)
    }
}
