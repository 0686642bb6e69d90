/// What a client saw of one row's octets, sent on a connection of their own.
struct HTTP1Play {
    let statuses: [Int]
    /// The reason word of the last answer, when the gateway gave one.
    let reason: String
    let isEnded: Bool
    /// The gateway neither answered nor ended the connection.
    let isSilent: Bool

    /// Sends and waits for what must come: `answerCount` answers, or an error where `stopsAtError`, or the end; with
    /// `waitsForEnd` for the end in any case.
    init(
        _ octets: [UInt8], to front: Front, answerCount: Int, clientLeaves: Bool, stopsAtError: Bool = false,
        waitsForEnd: Bool = false
    ) throws {
        let client = try front.connect(.http1)
        let hasContent = !octets.starts(with: "HEAD".utf8)
        client.send(octets)
        var answers: [HTTP1Answer] { HTTP1Answer.all(in: client.received, hasContent: hasContent) }
        if clientLeaves {
            client.leave()
            _ = client.run { client.isEnded }
            (isEnded, isSilent) = (true, false)
        } else {
            let isDone = client.run {
                if client.isEnded { return true }
                let answers = answers
                let hasError = stopsAtError && answers.contains { $0.status >= 400 }
                let isAnswered = answers.count >= answerCount || hasError
                return isAnswered && !waitsForEnd
            }
            isEnded = client.isEnded
            isSilent = !isDone
        }
        statuses = answers.map(\.status)
        reason = answers.last.flatMap { $0.body.firstMatch(of: /"reason":"([a-z0-9_]+)"/) }.map { String($0.1) } ?? ""
    }

    /// For messages, and the form of the tables: statuses, the reason of the last, `closed`.
    var summary: String {
        let words = statuses.map(String.init) + (reason.isEmpty ? [] : [reason]) + (isEnded ? ["closed"] : [])
        return isSilent ? "silence after \(words)" : words.joined(separator: " ")
    }
}
