import GatehouseHTTP
import GatehouseHTTP2

/// One request as a connector has received it, and how far its answer is.
final class ReceivedRequest {
    let path: String
    let stream: StreamID
    let method: String
    /// What it has sent so far, kept for webhooks only.
    private(set) var content: [UInt8] = []
    private let isWebhook: Bool
    private let isUnique: Bool
    var isEnded = false
    /// The response's content, once its head is sent.
    var answer: MessageBuffer?
    var isOver = false

    init(path: String, stream: StreamID, method: String, isUnique: Bool) {
        self.path = path
        self.stream = stream
        self.method = method
        isWebhook = path.hasPrefix("/webhook/")
        self.isUnique = isUnique
    }

    func receive(_ bytes: [UInt8]) throws(FuzzFinding) {
        if isWebhook {
            content += bytes
        } else if isUnique {
            let marker = StageRequest.marker(of: path)
            try demand(bytes.allSatisfy { $0 == marker }, "\(path) has content of another request")
        }
    }
}
