import GatehouseHTTP
import Testing

struct FieldListTests {
    @Test(arguments: [
        ("", []), ("a", ["a"]), (" a ,\tb\t", ["a", "b"]), (",,a,,b,", ["a", "b"]), (" , ", []),
        ("a b,c", ["a b", "c"]),
    ])
    func elementsAreTrimmed(value: String, elements: [String]) {
        var found: [String] = []
        FieldList.forEach(in: value.utf8.span) { found.append(String(decoding: $0)) }
        #expect(found == elements)
    }
}
