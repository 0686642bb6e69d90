import GatehouseHTTP
import Testing

@testable import GatehouseAudit

struct RedactionTests {
    @Test(arguments: [
        "cookie", "set-cookie", "authorization", "proxy-authorization", "authentication-info", "www-authenticate",
        "fluent-signature", "flex.signature", "x-api-key", "x-auth-token", "x-csrf-token", "x-client-secret",
        "x-session-id", "x-password", "referer", "forwarded", "x-forwarded-for", "x-real-ip", ":path", ":authority",
    ])
    func secretsStayOut(name: String) {
        #expect(Redaction.isSecret(fieldName: name))
    }

    @Test(arguments: ["user-agent", "accept", "content-type", "x-request-id", "traceparent", "via"])
    func harmlessFieldsMayBeTold(name: String) {
        #expect(!Redaction.isSecret(fieldName: name))
    }

    /// Every field known to the gateway is either told in a member of its own or judged here.
    @Test(arguments: [KnownField.cookie, .authorization, .proxyAuthorization, .proxyAuthenticate])
    func knownCredentialsStayOut(field: KnownField) throws {
        #expect(Redaction.isSecret(fieldName: try #require(field.name)))
    }

    @Test(arguments: [
        ("/a?b=c", 2), ("/a", 2), ("?", 0), ("", 0), ("/a?b?c", 2), ("/a%3fb", 6), ("*", 1),
    ])
    func targetsAreVisibleUpToTheQuery(target: String, count: Int) {
        #expect(Redaction.visibleByteCount(ofTarget: target.utf8.span) == count)
    }
}
