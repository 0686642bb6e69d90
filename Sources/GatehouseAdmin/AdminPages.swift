import Foundation
import GatehouseAudit
import GatehouseHTTP

/// The pages of the admin listener: from a request to its answer. Paths are exact; what is not listed is not there.
package struct AdminPages {
    private let sources: AdminSources
    /// The values of Host that are answered.
    private let hosts: [String]

    /// - Parameters:
    ///   - sources: what is shown.
    ///   - place: where the listener is bound.
    package init(_ sources: AdminSources, at place: ControlPlace) {
        self.sources = sources
        hosts = place.hosts
    }

    /// Answers, and carries out orders.
    package func reply(to request: ControlRequest) -> ControlReply {
        guard let host = request.host, hosts.contains(host) else {
            return ControlReply(421, "this is \(hosts.joined(separator: " or "))\n")
        }
        guard !request.isFromPage else { return ControlReply(403, "not for pages in a browser\n") }
        guard !request.hasContent else { return ControlReply(413, "no content is taken\n") }
        switch request.target {
        case "/livez": return page(request) { ControlReply(200, "alive\n") }
        case "/readyz": return page(request, readiness)
        case "/metrics": return page(request, metrics)
        case "/routes": return page(request) { json(200, sources.routes()) }
        case "/certificates": return page(request) { json(200, sources.certificates()) }
        case "/upstreams": return page(request) { json(200, sources.upstreams()) }
        case "/drain": return order(.drain, request)
        case "/reload": return order(.reload, request)
        default: return .notFound
        }
    }

    private func page(_ request: ControlRequest, _ make: () -> ControlReply) -> ControlReply {
        switch request.method {
        case .get, .head: make()
        default: .methodNotAllowed("GET, HEAD")
        }
    }

    private func readiness() -> ControlReply {
        let readiness = sources.readiness()
        return ControlReply(readiness.isReady ? 200 : 503, readiness.text + "\n")
    }

    private func metrics() -> ControlReply {
        ControlReply(200, sources.metrics(), contentType: MetricsPage.contentType)
    }

    private func order(_ act: AdminAct, _ request: ControlRequest) -> ControlReply {
        guard request.method == .post else { return .methodNotAllowed("POST") }
        let outcome = sources.perform(act)
        sources.record(act, request.caller, outcome)
        return json(outcome.isAccepted ? 202 : 409, outcome)
    }

    private func json(_ status: UInt16, _ value: some Encodable) -> ControlReply {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Plain values of ours: strings, numbers and lists.
        guard let data = try? encoder.encode(value) else { return ControlReply(500, "internal_error\n") }
        return ControlReply(status, String(decoding: data, as: UTF8.self) + "\n", contentType: ControlReply.json)
    }
}
