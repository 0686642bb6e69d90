import Testing

@testable import GatehouseTransport

struct UnixPathTests {
    @Test(arguments: [
        ("/run/gatehouse/admin.sock", "/run/gatehouse"), ("/admin.sock", "/"), ("admin.sock", "."),
        ("run/admin.sock", "run"),
    ])
    func knowsItsFolder(_ text: String, _ folder: String) throws {
        let path = try #require(UnixPath(text))
        #expect(path.text == text)
        #expect(path.folder == folder)
    }

    @Test func takesWhatFitsAndNothingLonger() {
        #expect(UnixPath(String(repeating: "a", count: UnixPath.maximumByteCount)) != nil)
        #expect(UnixPath(String(repeating: "a", count: UnixPath.maximumByteCount + 1)) == nil)
    }

    @Test(arguments: ["", "a\0b", "\0abstract"])
    func refusesWhatTheSystemWouldReadDifferently(_ text: String) {
        #expect(UnixPath(text) == nil)
    }
}
