import GatehouseHTTP

/// What became of one request of the tour.
struct TourResult: Sendable {
    let step: TourStep
    /// Nil when no complete response came.
    let reply: TourReply?
    /// What reached the connector meanwhile.
    let arrived: [ReceivedRequest]
    /// What is not as it must be, for people; nil when all is.
    let complaint: String?

    init(step: TourStep, reply: TourReply?, arrived: [ReceivedRequest], bodySHA256: String) {
        self.step = step
        self.reply = reply
        self.arrived = arrived
        complaint = Self.complaint(step, reply, arrived, bodySHA256)
    }

    /// The verdict was right.
    var isRight: Bool { complaint == nil }

    private static func complaint(
        _ step: TourStep, _ reply: TourReply?, _ arrived: [ReceivedRequest], _ bodySHA256: String
    ) -> String? {
        guard let reply else { return "no complete response" }
        switch step.expectation {
        case .refused(let reason):
            guard arrived.isEmpty else { return "it reached the connector" }
            guard reply.reason == reason else { return "expected \(reason.rawValue)" }
            guard reply.status == reason.status else { return "expected \(reason.status ?? 0)" }
            return nil
        case .forwarded(let status):
            guard reply.reason == nil else { return "expected to be forwarded" }
            guard reply.status == status else { return "expected \(status)" }
            return complaint(step, arrived, bodySHA256)
        }
    }

    /// About what the connector got.
    private static func complaint(
        _ step: TourStep, _ arrived: [ReceivedRequest], _ bodySHA256: String
    ) -> String? {
        guard let request = arrived.first, arrived.count == 1 else {
            return "expected one request at the connector, not \(arrived.count)"
        }
        guard request.method == step.request.method, request.target == step.request.target else {
            return "the connector got \(request.method) \(request.target)"
        }
        guard request.bodySHA256 == bodySHA256 else { return "the connector got another body" }
        // Ours are set anew, so a field may be there; what the client wrote into it must not.
        for name in step.removedFields {
            let sent = step.request.fields.values(of: name)
            let seen = request.fields.values(of: name)
            if seen.contains(where: { value in sent.contains { value.contains($0) } }) {
                return "\(name) of the client reached the connector"
            }
        }
        return nil
    }
}
