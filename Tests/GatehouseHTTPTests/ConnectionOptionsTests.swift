import GatehouseHTTP
import Testing

struct ConnectionOptionsTests {
    @Test func optionsAreCollected() throws {
        let request = MessageBuffer(["connection": "Close", "connection": "x-a, TE, keep-alive"])
        #expect(try ConnectionOptions(of: request.fields) == [.close, .keepAlive, .nominations])
        #expect(try ConnectionOptions(of: MessageBuffer([:]).fields) == [])
    }

    @Test func namedFieldsGo() {
        let request = MessageBuffer([
            "x-a": "1", "connection": "X-A, x-c", "x-b": "2", "x-c": "3", "x-a": "4", "te": "trailers",
        ])
        ConnectionOptions.removeNominated(from: &request.fields)
        #expect(request.fields.lines == ["connection: X-A, x-c", "x-b: 2", "te: trailers"])
    }

    @Test func tooManyAreRefused() throws {
        let names = (1...32).map { "x-\($0)" }.joined(separator: ",")
        #expect(try ConnectionOptions(of: MessageBuffer(["connection": names]).fields) == .nominations)
        #expect(throws: HTTP1Violation(.fieldMalformed)) {
            try ConnectionOptions(of: MessageBuffer(["connection": "\(names),x-33"]).fields)
        }
    }

    @Test func ourFieldsCannotBeNamed() {
        for field in KnownField.allCases where field.treatment != .hopByHop && field != .other {
            let name = field.name ?? "X-Forwarded-Anything-That-Is-Longer-Than-The-Names-We-Know"
            #expect(throws: HTTP1Violation(.fieldMalformed)) {
                try ConnectionOptions(of: MessageBuffer(["connection": name]).fields)
            }
        }
    }
}
