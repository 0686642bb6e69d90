import GatehouseCrypto
import GatehouseHTTP

/// Takes the tour: sends each request and looks at both sides.
struct TourGuide {
    let client: TourClient
    let connector: StandInConnector

    /// Sends the requests one after another.
    func take(_ tour: Tour) -> [TourResult] {
        tour.steps.map(result)
    }

    private func result(_ step: TourStep) -> TourResult {
        let before = connector.arrivals.count
        let reply = try? client.send(step.request, from: step.client.source)
        return TourResult(
            step: step, reply: reply, arrived: connector.arrivals.requests(from: before),
            bodySHA256: Self.sha256(step.request.body))
    }

    private static func sha256(_ bytes: [UInt8]) -> String {
        // An empty text equals no digest: then every forwarded request is complained about.
        (try? Digest.value(of: bytes.span, .sha256))?.hexadecimal ?? ""
    }
}
