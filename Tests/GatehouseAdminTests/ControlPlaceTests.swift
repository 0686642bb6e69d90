import GatehouseTransport
import Testing

@testable import GatehouseAdmin

struct ControlPlaceTests {
    @Test(arguments: [
        ("/run/g.sock", ["localhost"]), ("./g.sock", ["localhost"]), ("127.0.0.1:9", ["localhost", "127.0.0.1"]),
        ("[::1]:9", ["localhost", "[::1]"]),
    ])
    func readsPathsAndAddresses(_ text: String, _ hosts: [String]) throws {
        let place = try #require(ControlPlace(text))
        #expect(place.description == text)
        #expect(place.hosts == hosts)
    }

    @Test(arguments: ["", "localhost:9", "g.sock", "127.0.0.1", "http:127.0.0.1:9", "/a\0b"])
    func refusesTheRest(_ text: String) {
        #expect(ControlPlace(text) == nil)
    }
}
