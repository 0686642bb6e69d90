import Testing

@testable import GatehousePolicy

@Suite struct PathReadingsTests {
    /// Input; RFC 3986; Tomcat; Spring. nil where the server refuses.
    @Test(
        arguments: [
            ("/a/b", "/a/b", "/a/b", "/a/b"),
            ("/", "/", "/", "/"),
            ("//a", "//a", "/a", "//a"),
            ("/a//", "/a//", "/a/", "/a//"),
            ("/a/./b/../c", "/a/c", "/a/c", "/a/./b/../c"),
            ("/a/..", "/", "/", "/a/.."),
            ("/.", "/", "/", "/."),
            ("/a/b/..", "/a/", "/a", "/a/b/.."),
            ("/a//.", "/a//", "/a", "/a//."),
            ("/a/./", "/a/", "/a/", "/a/./"),
            ("/a/.", "/a/", "/a", "/a/."),
            ("/%61%2e/%2E%2e", "/", "/", "/a./.."),
            ("/../a", "/a", nil, "/../a"),
            ("/..", "/", nil, "/.."),
            ("/a;x=y/b;z", "/a;x=y/b;z", "/a/b", "/a/b"),
            ("/;/a", "/;/a", "/a", "//a"),
            ("/a/..;/b", "/a/..;/b", "/b", "/a/../b"),
            ("/a/..%3b/b", "/a/..%3B/b", "/a/..%3B/b", "/a/..%3B/b"),
            ("/a;%2f/b", "/a;%2F/b", "/a/b", "/a/b"),
            ("/a%2fb", "/a%2Fb", nil, "/a%2Fb"),
            ("/a%5cb", "/a%5Cb", nil, "/a%5Cb"),
            ("/a\\b", "/a\\b", nil, "/a%5Cb"),
            ("/a%00", "/a%00", nil, "/a%00"),
            ("/%2561", "/%2561", "/%2561", "/%2561"),
            ("/%2b%20", "/%2B%20", "/+%20", "/+%20"),
            ("/%zz", "/%zz", nil, nil),
            ("/%", "/%", nil, nil),
        ] as [(String, String, String?, String?)])
    func readsAsEachServerDoes(path: String, rfc3986: String, tomcat: String?, spring: String?) {
        let readings = PathReadings(of: path.utf8.span)
        #expect(String(decoding: readings.raw, as: UTF8.self) == path)
        #expect(String(decoding: readings.rfc3986, as: UTF8.self) == rfc3986)
        #expect(readings.tomcat.map { String(decoding: $0, as: UTF8.self) } == tomcat)
        #expect(readings.springSegments.map { String(decoding: $0, as: UTF8.self) } == spring)
    }

    /// Thousands of spellings against the slow model, which works on whole strings instead of segments.
    @Test(arguments: [21, 22, 23] as [UInt64])
    func agreesWithTheModel(seed: UInt64) {
        var obfuscation = PathObfuscation(seed: seed)
        for _ in 0..<2000 {
            let path = obfuscation.spelling(of: "/actuator/env/health").prefix { $0 != UInt8(ascii: "?") }
            guard path.first == UInt8(ascii: "/") else { continue }
            let readings = PathReadings(of: path.span)
            let note = Comment(rawValue: "seed \(seed): \(String(decoding: path, as: UTF8.self))")
            #expect(decoded(readings.tomcat) == ConnectorModel.tomcat(Array(path)), note)
            #expect(decoded(readings.springSegments) == ConnectorModel.spring(Array(path)), note)
        }
    }

    /// A reading's spelling taken back to octets: the model's form.
    private func decoded(_ reading: [UInt8]?) -> [[UInt8]]? {
        guard let reading else { return nil }
        return ConnectorModel.segments(reading).map { segment in
            var octets: [UInt8] = []
            var position = 0
            while position < segment.count {
                let escaped = PathOctets.decodedEscape(in: segment.span, at: position)
                let octet = segment[position] == UInt8(ascii: "%") ? escaped ?? 0 : segment[position]
                octets.append(octet)
                position += segment[position] == UInt8(ascii: "%") ? 3 : 1
            }
            return octets
        }
    }
}
