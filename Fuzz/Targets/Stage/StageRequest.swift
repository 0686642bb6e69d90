import GatehouseHTTP
import GatehouseHTTP2

/// One request of a client that keeps to the rules, and what came of it.
final class StageRequest {
    /// How it has gone.
    enum Outcome {
        case waiting
        /// A response, read to its end.
        case complete
        /// The gateway has broken it off, or the connection.
        case lost
    }

    /// Tells it from every other of the play.
    let path: String
    let stream: StreamID
    /// Nil when it has none.
    let body: MessageBuffer?
    let isHead: Bool
    var outcome = Outcome.waiting
    private(set) var status: UInt16 = 0
    /// Where the connector says that it is from; nil for replies of the gateway's own.
    private(set) var origin: String?

    init(path: String, stream: StreamID, body: MessageBuffer?, isHead: Bool) {
        self.path = path
        self.stream = stream
        self.body = body
        self.isHead = isHead
    }

    /// Content is one octet again and again, and another one for each path: what is mixed up is seen.
    static func marker(of path: String) -> UInt8 {
        path.utf8.reduce(UInt8(7)) { $0 &* 31 &+ $1 }
    }

    func head(_ message: MessageBuffer) throws(FuzzFinding) {
        try demand(status == 0 && outcome == .waiting, "a second response to \(path)")
        status = message.status
        origin = message.fields.text(named: "x-path")
        try demand((200...599).contains(status), "\(path) got status \(status)")
    }

    /// Content that came of the connector is the content for this request.
    func content(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let origin else { return }
        let marker = Self.marker(of: origin)
        try demand(bytes.allSatisfy { $0 == marker }, "\(path) got content of another response")
    }

    func ended() throws(FuzzFinding) {
        try demand(outcome == .waiting && status > 0, "\(path) ends without a head, or twice")
        outcome = .complete
    }

    /// Called when every connector has kept to the rules.
    func checkOrigin() throws(FuzzFinding) {
        guard status > 0 else { return }
        if let origin {
            try demand(origin == path, "\(path) got the response to \(origin)")
        } else {
            try demand(status >= 400, "\(path) got \(status) of nobody")
        }
    }
}
