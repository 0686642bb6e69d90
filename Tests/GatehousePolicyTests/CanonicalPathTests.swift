import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehousePolicy

@Suite struct CanonicalPathTests {
    @Test(arguments: [
        "/", "/a", "/a/", "/a/b", "/a.b/...", "/.a/..b", "/a-b_c~d", "/!$&'()*+,=:@", "/%20%25%3B", "/%C3%A9",
        "/a?x=%zz;/../",
    ])
    func plainTargetsStayAsTheyAre(target: String) throws {
        let path = try CanonicalPath(text: target)
        #expect(path.isPlain)
        #expect(path.sent(of: Array(target.utf8)) == Array(target.utf8))
    }

    @Test(arguments: [
        ("//a", "/a"), ("/a//b", "/a/b"), ("/a//", "/a/"), ("/./a", "/a"), ("/a/.", "/a"), ("/a/../b", "/b"),
        ("/a/..", "/"),
        ("/%61", "/a"), ("/%7E", "/~"), ("/%2e/a", "/a"), ("/a/%2E%2e/b", "/b"), ("/%c3%a9", "/%C3%A9"),
        ("/%3b", "/%3B"),
        ("/%2B", "/+"), ("/%40", "/@"), ("/a/../b?c//d", "/b?c//d"), ("//?x", "/?x"),
    ])
    func othersAreRewritten(target: String, canonical: String) throws {
        let path = try CanonicalPath(text: target)
        #expect(!path.isPlain)
        #expect(path.sent(of: Array(target.utf8)) == Array(canonical.utf8))
        let isPlain = try CanonicalPath(text: canonical).isPlain
        #expect(isPlain)
    }

    @Test func lendsThePathWithoutTheQuery() throws {
        for (target, path) in [("/a/b?c", "/a/b"), ("//a?c", "/a"), ("/a", "/a")] {
            let canonical = try CanonicalPath(text: target)
            let isLent = canonical.withPath(of: target.utf8.span) { $0.equals(path) }
            #expect(isLent, "\(target)")
        }
    }

    @Test func refusesATargetBeyondAllLimits() {
        let target = [UInt8](repeating: UInt8(ascii: "/"), count: 65_536)
        #expect(throws: Denial(.targetTooLong)) { try CanonicalPath(octets: target) }
    }

    @Test(arguments: ["", "a", "?", "\\", "http://a/", " /a"])
    func refusesWhatIsNoPath(target: String) {
        #expect(throws: Denial(.targetMalformed)) { try CanonicalPath(text: target) }
    }

    @Test func everyOctetIsEitherOneSpellingOrRefused() throws {
        for octet in UInt8.min...UInt8.max where octet != UInt8(ascii: "/") && octet != UInt8(ascii: "?") {
            let raw = Array("/a".utf8) + [octet]
            let isAccepted = (try? CanonicalPath(octets: raw)) != nil
            #expect(isAccepted == PathOctets.mayStandRaw(octet), "\(octet)")
        }
    }

    @Test func neverTrapsOnRandomOctets() {
        var random = SeededGenerator(seed: 77)
        let octets = Array("/.%;?\\#a2eEfF5c0".utf8) + [0, 0xc3, 0xff]
        for _ in 0..<5000 {
            let target = [UInt8(ascii: "/")] + (0..<Int(random.next() % 16)).map { _ in random.pick(octets) }
            guard let path = try? CanonicalPath(octets: target) else { continue }
            let sent = path.sent(of: target)
            #expect((try? CanonicalPath(octets: sent))?.isPlain == true, "\(target)")
        }
    }
}
