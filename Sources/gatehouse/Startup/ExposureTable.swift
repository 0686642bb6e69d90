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
        let requirement: String
        switch route.requirement {
        case .none: requirement = "-"
        case .signature(_, let name): requirement = "signature \(name)"
        }
        let hosts = route.hosts.map(\.description).joined(separator: ", ")
        return [route.id, exposure, route.allow, requirement, hosts, route.pathPattern.description]
    }
}
