import TestSupport
import Testing

/// What a table says that a client gets over HTTP/1.1: statuses in order, the gateway's reason word, `closed`.
struct HTTP1Expectation {
    private let statuses: [Int]
    private let reason: String?
    /// The connection must end; alone, it is the client that leaves.
    private let isClosed: Bool

    init(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        statuses = words.compactMap { Int($0) }
        reason = words.first { $0 != "closed" && Int($0) == nil }
        isClosed = words.contains("closed")
    }

    /// Sends the octets and checks what comes back.
    func check(_ octets: [UInt8], _ name: String, _ front: Front) throws {
        let play = try HTTP1Play(
            octets, to: front, answerCount: statuses.count, clientLeaves: statuses.isEmpty, waitsForEnd: isClosed)
        #expect(!play.isSilent && play.statuses == statuses, "\(name): \(play.summary)")
        if let reason { #expect(play.reason == reason, "\(name): \(play.summary)") }
        if isClosed { #expect(play.isEnded, "\(name): \(play.summary)") }
    }
}

extension Front {
    /// A text of the tables with its names put in: `G` and `P` are request line and Host of good requests.
    func http1Text(_ text: String, row: Int) -> String {
        var names = names(row: row)
        for (name, method) in [("G", "GET"), ("P", "POST")] {
            names[name] = "\(method) /open/row\(row) HTTP/1.1\\r\\nHost: \(authority)\\r\\n"
        }
        return WireText.expanded(text, names)
    }
}
