import Foundation
import Testing

/// `scripts/check-libraries`: libraries that lack the mended bugs which the gateway relies on are not built with.
struct LibraryFloorTests {
    private func check(_ arguments: String...) throws -> Int32 {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        process.executableURL = root.appendingPathComponent("scripts/check-libraries")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func whatIsInstalledWillDo() throws {
        #expect(try check() == 0)
    }

    @Test(arguments: [
        ("nghttp2", "1.52.0-1+deb12u2", false), ("nghttp2", "1.52.0-1+deb12u3", true), ("nghttp2", "1.52.0", false),
        ("nghttp2", "1.68.0", false), ("nghttp2", "1.68.1", true), ("openssl", "3.0.14-1~deb12u2", false),
        ("openssl", "3.0.15-1~deb12u1", true), ("openssl", "3.0.14", false), ("openssl", "3.5.0", true),
        ("zlib", "1:1.2.12.dfsg-1", false), ("zlib", "1:1.2.13.dfsg-1", true), ("zlib", "1.3.1", true),
    ])
    func revisionsDecide(name: String, version: String, isRecentEnough: Bool) throws {
        #expect(try (check(name, version) == 0) == isRecentEnough)
    }

    @Test func whatIsNotKnownIsAnError() throws {
        #expect(try check("openssh", "9.9") != 0)
    }
}
