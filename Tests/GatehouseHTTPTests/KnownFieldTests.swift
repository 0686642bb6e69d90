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
