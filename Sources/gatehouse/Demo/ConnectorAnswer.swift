/// What the stand-in connector says to a request.
struct ConnectorAnswer: Equatable, Sendable {
    /// 200 to 599.
    var status: UInt16
    var fields: [FieldLine] = []
    var body: [UInt8] = []

    /// A blank answer.
    static func blank(_ status: UInt16) -> ConnectorAnswer { ConnectorAnswer(status: status) }

    /// An answer with JSON.
    static func json(_ status: UInt16, _ text: String) -> ConnectorAnswer {
        ConnectorAnswer(
            status: status, fields: [FieldLine("content-type", "application/json")], body: Array(text.utf8))
    }

    /// Answers as a connector made with the Connect SDK does: its webhook and scheduler take what comes and work on it
    /// later, its health is public to whoever reaches it, and everything else is a blank 404.
    ///
    /// It checks no signature and no address. What keeps strangers out is in front of it.
    @Sendable static func connectSDK(_ request: ReceivedRequest) -> ConnectorAnswer {
        let path = request.path
        switch request.method {
        case "POST" where path == "/api/v1/fluent-connect/webhook":
            return .json(200, #"{"status":"SUCCESS"}"#)
        case _ where path.hasPrefix("/api/v1/fluent-connect/scheduler/add/"):
            return .blank(202)
        case "GET" where path == "/actuator/health":
            return .json(200, #"{"status":"UP"}"#)
        default:
            return .blank(404)
        }
    }
}
