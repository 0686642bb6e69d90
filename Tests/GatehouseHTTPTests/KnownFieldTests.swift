import GatehouseHTTP
import Testing

struct KnownFieldTests {
    @Test(arguments: KnownField.allCases)
    func everyNameIsRecognised(field: KnownField) {
        guard let name = field.name else {
            #expect(field == .other || field == .xForwardedOther)
            return
        }
        #expect(KnownField(name: name.utf8.span) == field)
        // One octet changed, and the name is another one.
        for position in name.utf8.indices {
            let changed = name.replacing(name[position...position], with: "~", maxReplacements: 1)
            if changed != name { #expect(KnownField(name: changed.utf8.span) != field) }
        }
    }

    @Test(arguments: ["x-forwarded", "x-forwarded-", "x-forwarded-server", "x-forwarded-prefix", "x-forwarded-by"])
    func theForwardedFamilyIsRecognised(name: String) {
        #expect(KnownField(name: name.utf8.span) == .xForwardedOther)
    }

    @Test(arguments: [
        "", "x", "x-forwarder", "x-forwarde-for", "y-forwarded-for", "flex.signature", "accept", ":paths",
    ])
    func otherNamesAreOther(name: String) {
        #expect(KnownField(name: name.utf8.span) == .other)
    }

    @Test func pseudoFieldsBeginWithColons() {
        for field in KnownField.allCases { #expect(field.isPseudo == (field.name?.hasPrefix(":") ?? false)) }
    }
}

struct FieldTreatmentTests {
    @Test(arguments: [
        ("x_forwarded_for", KnownField.xForwardedFor), ("x-forwarded_for", .xForwardedFor),
        ("x.forwarded.for", .xForwardedFor), ("x_forwarded_whatever_it_is_that_comes_next", .xForwardedOther),
        ("x_real_ip", .xRealIP), ("x_request_id", .xRequestID), ("content_length", .contentLength),
        ("transfer_encoding", .transferEncoding), ("x_original_url", .xOriginalURL),
    ])
    func otherSpellingsAreRecognised(name: String, field: KnownField) {
        #expect(KnownField(foldingSigns: name.utf8.span) == field)
    }

    @Test(arguments: ["flex.signature", "fluent-signature", "x_y", "accept", "x-forwarded-for"])
    func otherNamesStayOther(name: String) {
        #expect(KnownField(foldingSigns: name.utf8.span) == .other)
    }

    @Test func nothingThatIsOursIsPassedOn() {
        for field in KnownField.allCases {
            let name = field.name ?? "x-forwarded-x"
            let isPassedOn = HeaderRules.isPassedOn(field, name: name.utf8.span)
            #expect(isPassedOn == (field.treatment == .endToEnd))
        }
        #expect(HeaderRules.isPassedOn(.other, name: "flex.signature".utf8.span) == true)
        #expect(HeaderRules.isPassedOn(.other, name: "x_forwarded_for".utf8.span) == false)
        #expect(HeaderRules.isPassedOn(.other, name: "content_length".utf8.span) == false)
        #expect(HeaderRules.isPassedOn(.other, name: "content_type".utf8.span) == true)
    }

    @Test(arguments: [
        ("x-checksum", true), ("grpc-status", true), ("x_real_ip", false), ("host", false), (":x", false),
    ])
    func trailersAreFewerThanFields(name: String, isAllowed: Bool) {
        let known = KnownField(name: name.utf8.span)
        #expect(HeaderRules.isAllowedInTrailers(known, name: name.utf8.span) == isAllowed)
    }
}
