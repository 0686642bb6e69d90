import TestSupport

/// Makes spellings of a path that some server may take for that path.
struct PathObfuscation {
    private var random: SeededGenerator
    /// 1 where most segments are touched; more where one or two changes must do, which get further.
    private var rarity: UInt64 = 1

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// What may stand before, between and behind segments without changing where some server ends up.
    private static let detours = [
        "/.", "//", "/;", "/;a=b", "/.;", "/.;x", "/%2e", "/%2E;", "/x/..", "/x/..;", "/x/..;/", "/x/%2e%2e", "/x/.%2e",
        "/x/%2e.", "/x/%252e%252e", "/x/..%3b", "/x/..%00", "/x/%c0%ae%c0%ae", "/x/%e0%80%ae%e0%80%ae", "/x/y/../..",
        "/x/y/..;/..;", "/..", "/..;", "/%2e%2e", "/\\", "\\", "/x\\..", "/%5c", "/x/..%5c", "/x/..%2f", "/%2f", "/%",
        "/%7",
        "/ ", "/%20", "/\u{0}", "/%00", "/..%0d", "/%EF%BC%8F", "/x/\u{ff0e}\u{ff0e}", "/x/%25252e%25252e",
        "/x/%f0%80%80%ae%f0%80%80%ae", "/x/%ef%bc%8e%ef%bc%8e", "/x/..\\", "/x/.%00./", "/x/%u002e%u002e", "/x/.;/..",
        "/x/..;a=b/./", "/x/%2e.;", "/x/;/..", "/x;a=b;c/..", "/x/%2e%2e%2f", "/./x/../.", "/x/%2e./%2E",
    ]
    private static let starts = [
        "", "", "", "/", "/.", "/x/..", "/x/..;", "/api/v1/fluent-connect/webhook/../../../..",
        "/api/v1/fluent-connect/webhook/..;/..;/..;/..;", "/api/v1/fluent-connect/webhook;x/../../../..",
        "/api/v1/fluent-connect/webhook/%2e%2e/%2e%2e/%2e%2e/%2e%2e", "/api/v1/fluent-connect/webhook/.;/../../../..",
        "/.well-known/acme-challenge/t/..;/..;/..;", "/api/v1/fluent-connect/webhook/..%3b/..%3b/..%3b/..%3b",
        "http://x", "https://connector.example.com", "x", "*", "/actuator/..", "/health/../", "/%2e%2e",
    ]
    private static let ends = [
        "", "", "", "", "/", "//", "/.", "/..", "/x/..", "/..;/", ";", ";.css", ";/", "/;", ".json", "%20", "%09",
        "%00",
        "%00.css", "%0a", "%23", "#", "#/webhook", "?", "?a=b", "?/../..", "?;", "%3f", "%3B", "%3b.css", "~", ".",
        "..", "/...",
        "%", "%2", "%zz", "%2F", "%5C", "\\", "%ff", "%c3", "%c3%a9", "\u{e9}", " ",
    ]

    /// One spelling of `path`.
    mutating func spelling(of path: String) -> [UInt8] {
        rarity = random.pick([1, 4, 10])
        var octets = random.happens(oneIn: rarity) ? Array(random.pick(Self.starts).utf8) : []
        for segment in path.split(separator: "/") {
            if random.happens(oneIn: 5 * rarity) { octets += random.pick(Self.detours).utf8 }
            octets += separator()
            for octet in segment.utf8 { octets += character(octet) }
            if random.happens(oneIn: 9 * rarity) {
                octets += random.pick([";", ";x", ";x=y", "%3b", ";%2f", ";..", ";a;b"]).utf8
            }
        }
        return random.happens(oneIn: min(rarity, 3)) ? octets + random.pick(Self.ends).utf8 : octets
    }

    private mutating func separator() -> [UInt8] {
        guard random.happens(oneIn: 12 * rarity) else { return [UInt8(ascii: "/")] }
        return Array(random.pick(["//", "///", "%2f", "%2F", "\\", "%5c", "%252f", "/%2f", "%c0%af", "/\\"]).utf8)
    }

    private mutating func character(_ octet: UInt8) -> [UInt8] {
        guard random.happens(oneIn: 14 * rarity) else { return [octet] }
        let hex = String(octet, radix: 16)
        let overlong = "%c\(octet >> 6)%" + String(octet & 0x3f | 0x80, radix: 16)
        let spellings = [
            "%\(hex)", "%\(hex.uppercased())", "%2525\(hex)", "%e0%80%\(String(octet | 0x80, radix: 16))", "%25\(hex)",
            "%%\(hex)", "%u00\(hex)", overlong, "%\(hex)", "%\(hex)",
        ]
        if random.happens(oneIn: 6) { return [octet ^ 0x20] }
        return Array(random.pick(spellings).utf8)
    }
}
