import GatehouseHTTP
import Testing

struct FieldTreatmentTests {
    @Test(arguments: [
        ("x_forwarded_for", KnownField.xForwardedFor), ("x-forwarded_for", .xForwardedFor),
        ("x.forwarded.for", .xForwardedFor), ("x_forwarded_whatever_it_is_that_comes_next", .xForwardedOther),
        ("x_real_ip", .xRealIP), ("x_request_id", .xRequestID), ("content_length", .contentLength),
        ("transfer_encoding", .transferEncoding), ("x_original_url", .xOriginalURL), ("x%2dreal%2dip", .xRealIP),
        ("%78-forwarded-for", .xForwardedFor), ("x%real%ip", .xRealIP),
    ])
    func otherSpellingsAreRecognised(name: String, field: KnownField) {
        #expect(KnownField(foldingSigns: name.utf8.span) == field)
    }

    @Test(arguments: ["flex.signature", "fluent-signature", "x_y", "accept", "x-forwarded-for", "x-%", "%zz", "100%"])
    func otherNamesStayOther(name: String) {
        #expect(KnownField(foldingSigns: name.utf8.span) == .other)
    }
}
