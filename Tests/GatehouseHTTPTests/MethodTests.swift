import GatehouseHTTP
import Testing

struct MethodTests {
    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
    func standardMethodsHaveCases(text: String) throws {
        let method = try #require(Method(text))
        if case .other = method { Issue.record("\(text) is standard") }
        #expect(method.text == text)
    }

    @Test(arguments: ["get", "GETS", "PROPFIND", "A", "ABCDEFGHIJKLMNOP", "M-SEARCH", "!#$%&'*+-.^_`|~"])
    func otherTokensAreKept(text: String) throws {
        let method = try #require(Method(text))
        #expect(method.text == text)
        #expect(method != .get)
    }

    @Test(arguments: ["", "ABCDEFGHIJKLMNOPQ", "GE T", "GET\r", "G(T", "GÉT"])
    func othersAreRefused(text: String) {
        #expect(Method(text) == nil)
    }
}

struct TokenCharacterTests {
    @Test func everyOctetIsJudged() {
        let legal = Set("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        for octet in UInt8.min...UInt8.max { #expect(octet.isTokenCharacter == legal.contains(octet)) }
    }
}
