import GatehouseHTTP
import GatehousePolicy

/// The routes as a table for people: what is exposed, to whom, on which condition.
struct ExposureTable {
    let lines: [String]

    init(_ table: RouteTable) {
        var rows = [["ROUTE", "EXPOSURE", "METHODS", "REQUIRES", "HOSTS", "PATH"]]
        for route in table.routes { rows.append(Self.row(route)) }
        lines = TextTable.align(rows) + ["everything else: refused (404 route_not_found)"]
    }

    private static func row(_ route: Route) -> [String] {
        let exposure: String
        switch route.exposure {
        case .public: exposure = "public"
        case .private(_, let names): exposure = "private to \(names.joined(separator: ", "))"
        }
        var requirements = route.requiresClientCertificate ? ["client certificate"] : []
        if case .signature(_, let name) = route.requirement { requirements.append("signature \(name)") }
        let requirement = requirements.isEmpty ? "-" : requirements.joined(separator: ", ")
        let hosts = route.hosts.map(\.description).joined(separator: ", ")
        return [route.id, exposure, route.allow, requirement, hosts, route.pathPattern.description]
    }
}
