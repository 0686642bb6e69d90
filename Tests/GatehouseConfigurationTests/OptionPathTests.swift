import Testing

@testable import GatehouseConfiguration

struct OptionPathTests {
    @Test func isSpelledAsPeopleWriteIt() {
        let route = OptionPath.root.appending(key: "routes").appending(index: 2)
        #expect(OptionPath.root.description == "")
        #expect(route.description == "routes[2]")
        #expect(route.appending(key: "methods").appending(index: 0).description == "routes[2].methods[0]")
    }

    @Test func emptyAndHostileKeysStayVisible() {
        #expect(OptionPath.root.appending(key: "a").appending(key: "").description == "a.\"\"")
        #expect(OptionPath.root.appending(key: "\u{7}").description == "\\u{07}")
    }
}
