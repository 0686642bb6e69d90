import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehousePolicy

/// What is decided about a target is what would be decided about every reading of it, or the target is refused.
@Suite struct ReadingIdentityTests {
    private static let bases = [
        "/actuator/env", "/actuator", "/api/v1/fluent-connect/scheduler/add/x", "/api/v1/fluent-connect/webhook",
        "/x/actuator/env", "/open/a/b",
    ]
    /// Pieces from which targets are thrown together without regard to what they mean.
    private static let pieces = [
        "/", "/", "/", "//", "/./", "/../", "/..", ".", "..", ";", ";x=y", "/;/", "%2e", "%2E%2e", "%252e", "%2f",
        "%2F",
        "%5c", "\\", "%c0%ae", "%c0%af", "%00", "%61", "%41", "%3b", "%3B", "%25", "actuator", "actuator", "env", "api",
        "v1", "fluent-connect", "webhook", "scheduler", "add", "x", "A", "/actuator/env", "/x/..", "/actuator/..",
        "/%61ctuator/", "?", "#", "%", "%zz", "\u{e9}", "%c3%a9",
    ]

    @Test(arguments: [31, 32] as [UInt64])
    func spellingsAreDecidedAsTheirReadingsAre(seed: UInt64) throws {
        var obfuscation = PathObfuscation(seed: seed)
        var counts = Counts()
        for round in 0..<3_000 {
            let target = obfuscation.spelling(of: Self.bases[round % Self.bases.count])
            try check(target, "seed \(seed)", &counts)
        }
        #expect(counts.forwarded > 300 && counts.rewritten > 30 && counts.disagreeing > 30, "\(counts)")
    }

    @Test(arguments: [41, 42] as [UInt64])
    func anythingElseIsToo(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var counts = Counts()
        for _ in 0..<5_000 {
            let target = "/" + (0...(random.next() % 8)).map { _ in random.pick(Self.pieces) }.joined()
            try check(Array(target.utf8), "seed \(seed)", &counts)
        }
        #expect(counts.forwarded > 300 && counts.rewritten > 100 && counts.disagreeing > 20, "\(counts)")
    }

    private struct Counts {
        var forwarded = 0
        /// Forwarded in another spelling than received.
        var rewritten = 0
        /// Refused because servers would not agree.
        var disagreeing = 0
    }

    private static let openTable = Result { try SeedPolicy.openTable() }

    private func check(_ target: [UInt8], _ name: String, _ counts: inout Counts) throws {
        let table = try Self.openTable.get()
        let answer = table.answer(target, client: SeedPolicy.privateClient)
        let note = Comment(rawValue: "\(name): \(String(decoding: target, as: UTF8.self).debugDescription)")
        if case .deny(.readingsDisagree, _) = answer { counts.disagreeing += 1 }
        guard let sent = answer.sent else { return }
        counts.forwarded += 1
        if sent != target { counts.rewritten += 1 }
        for octets in [target, sent] {
            for reading in ConnectorModel.readings(of: Array(octets.prefix { $0 != UInt8(ascii: "?") })) {
                #expect(table.route("connector.example.com", Self.spelled(reading))?.id == answer.route, note)
            }
        }
        // To read what is sent again changes nothing, for nobody.
        for client in [SeedPolicy.privateClient, SeedPolicy.publicClient] {
            #expect(table.answer(sent, client: client) == table.answer(target, client: client), note)
        }
        #expect(try CanonicalPath(octets: sent).isPlain, note)
    }

    /// Segments as a path, with everything escaped that has another spelling.
    private static func spelled(_ segments: [[UInt8]]) -> String {
        segments.map { segment in
            "/"
                + segment.map { octet in
                    let isPlain =
                        octet < 128 && (Character(Unicode.Scalar(octet)).isLetter || (48...57).contains(octet))
                    if isPlain || "-._~".utf8.contains(octet) { return String(Unicode.Scalar(octet)) }
                    return "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
                }.joined()
        }.joined()
    }

    /// The generator makes everything that the papers name, and not once in a blue moon.
    @Test(arguments: [
        ("dot segments", #"/\.\.?/"#), ("escaped dots", "(?i)/%2e%2e"), ("half escaped dots", #"(?i)/(\.%2e|%2e\.)"#),
        ("dots escaped twice", "(?i)%252e"), ("dots escaped three times", "(?i)%25252e"), ("parameters", ";[a-z]+=?"),
        ("parameters of dot segments", #"/\.\.?;"#), ("an empty parameter", ";/"), ("an escaped semicolon", "(?i)%3b"),
        ("a backslash", #"\\"#), ("an escaped backslash", "(?i)%5c"), ("an escaped slash", "(?i)%2f"),
        ("a slash escaped twice", "(?i)%252f"), ("overlong UTF-8 in two octets", "(?i)%c[01]%[89ab]"),
        ("overlong UTF-8 in three octets", "(?i)%e0%80"), ("overlong UTF-8 in four octets", "(?i)%f0%80"),
        ("full-width signs", "(?i)%ef%bc"), ("NUL", "%00"), ("line breaks", "(?i)%0[ad]"), ("white space", "%20|%09"),
        ("empty segments", "//"), ("a %u escape", "%u00"), ("a broken escape", "%(zz|$)"), ("a doubled percent", "%%"),
        ("a fragment", "#"), ("a query", #"\?"#), ("absolute form", "^https?://"), ("another case", "[A-Z]{1}[a-z]"),
        ("an extension", #"\.(css|json)"#), ("a slash at the end", "/$"), ("a dot at the end", #"\.$"#),
        ("a letter escaped", "(?i)%6[1-9a-f]"), ("no slash in front", "^[^/]"),
    ])
    func everyClassIsMade(name: String, pattern: String) throws {
        let expression = try Regex(pattern)
        #expect(Self.spellings.count { $0.contains(expression) } >= 20, "\(name)")
    }

    private static let spellings: [String] = {
        var obfuscation = PathObfuscation(seed: 51)
        return (0..<6_000).map { round in
            let target = obfuscation.spelling(of: bases[round % bases.count])
            return String(String.UnicodeScalarView(target.map { Unicode.Scalar($0) }))
        }
    }()
}

extension Answer {
    fileprivate var route: String? {
        switch self {
        case .deny(_, let route): route
        case .allow(let route, _), .require(let route, _): route
        }
    }
}
