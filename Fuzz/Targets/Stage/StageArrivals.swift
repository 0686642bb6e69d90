import GatehouseHTTP

/// Everything that reaches a connector on a stage, looked at as it comes.
final class StageArrivals {
    private static let allowed = ["/two/", "/one/", "/inside/", "/webhook/"]

    private let signedBody: [UInt8]
    /// How often a path has come, and whether the last time it was refused unread. Requests with a safe method may come
    /// once more after a connection was lost (decision 0019).
    private var seen: [String: (count: Int, isRefused: Bool)] = [:]
    /// Every connector refuses everything, unread.
    var areRefused = false
    /// Paths that exactly one request of the play has.
    private var unique: Set<String> = []
    private var requestIDs: Set<String> = []
    /// Requests that came once more.
    private(set) var retryCount = 0

    init(signedBody: [UInt8]) {
        self.signedBody = signedBody
    }

    /// A client that keeps to the rules sends a request for this path, and nobody else does.
    func expect(_ path: String) {
        unique.insert(path)
    }

    func isUnique(_ path: String) -> Bool { unique.contains(path) }

    /// A head has come.
    ///
    /// - Returns: its path.
    func arrived(_ message: MessageBuffer) throws(FuzzFinding) -> String {
        let fields = message.fields.pairs
        let path = message.fields.text(of: .path) ?? ""
        if path == Scenery.healthPath { return path }
        try demand(Self.allowed.contains { path.hasPrefix($0) }, "\(path) has no route, and was forwarded")
        let clients = message.fields.values(of: .xForwardedFor)
        try demand(clients.count == 1, "not one client: \(fields)")
        if path.hasPrefix("/inside/") {
            try demand(clients == [Array(StageAddress.inside.text.utf8)], "\(path) was reached from outside")
        }
        if isUnique(path) {
            try note(path, message.fields.text(of: .xRequestID) ?? "", isSafe: message.method != .post)
        }
        return path
    }

    private func note(_ path: String, _ requestID: String, isSafe: Bool) throws(FuzzFinding) {
        if let before = seen[path] {
            try demand(isSafe || before.isRefused, "\(path) was sent twice, and may have been processed twice")
            try demand(before.count < 2, "\(path) was sent three times")
            retryCount += 1
        } else {
            try demand(requestIDs.insert(requestID).inserted, "two requests with one identifier")
        }
        seen[path] = (count: (seen[path]?.count ?? 0) + 1, isRefused: false)
    }

    /// The connector has said that it has not begun with it.
    func refused(_ path: String) {
        seen[path]?.isRefused = true
    }

    /// A webhook has come in full: it is the one that was signed.
    func checkWebhook(_ request: ReceivedRequest) throws(FuzzFinding) {
        try demand(request.content == signedBody, "\(request.path) was forwarded though nobody signed it")
    }
}

/// Where clients on a stage are.
enum StageAddress {
    case inside, outside

    var text: String {
        switch self {
        case .inside: "10.1.2.3"
        case .outside: "198.51.100.7"
        }
    }
}
