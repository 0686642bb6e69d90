/// Makes spellings of field names that the gateway owns, as a client might send them to have one pass for the real thing.
package struct ForgedName {
    /// Names that the gateway sets or removes, whoever sends them.
    package static let owned = [
        "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-forwarded",
        "x-forwarded-server", "x-forwarded-user", "x-forwarded-client-cert", "x-forwarded-uri", "x-forwarded-prefix",
        "x-forwarded-ssl-client-certificate-chain", "x-real-ip", "x-original-url", "x-rewrite-url", "x-request-id",
        "traceparent", "tracestate",
    ]
    /// Every sign that a token may have (RFC 9110 section 5.6.2), and escapes of some.
    private static let signs = [
        "-", "-", "-", "_", "_", ".", "!", "#", "$", "%", "&", "'", "*", "+", "^", "`", "|", "~", "%2d", "%2D", "%5f",
        "%2e",
    ]

    private var random: SeededGenerator

    package init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// One spelling: letters in either case or, rarely, escaped; a sign for each hyphen.
    ///
    /// - Parameter lowerCase: as HTTP/2 demands it.
    /// - Returns: a token that reads as an owned name once signs are read as hyphens.
    package mutating func next(lowerCase: Bool) -> String {
        let isPlain = random.happens(oneIn: 3)
        let name = random.pick(Self.owned).map { character -> String in
            if character == "-" { return isPlain ? "-" : random.pick(Self.signs) }
            if !isPlain, random.happens(oneIn: 40), let ascii = character.asciiValue {
                return "%" + String(ascii, radix: 16)
            }
            return random.happens(oneIn: 2) ? character.uppercased() : String(character)
        }.joined()
        return lowerCase ? name.lowercased() : name
    }

    /// A few of them: fields with the value `forged`, some more than once, some also named in a Connection field.
    package mutating func fields(lowerCase: Bool) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for _ in 0...(random.next() % 4) {
            let name = next(lowerCase: lowerCase)
            fields += Array(repeating: (name, "forged"), count: random.happens(oneIn: 4) ? 2 : 1)
            // A name as it is would be refused, and all of `x-forwarded-` is one; that has tests of its own.
            let isOwned = Self.owned.contains(name.lowercased()) || name.lowercased().hasPrefix("x-forwarded")
            if !lowerCase, !isOwned, random.happens(oneIn: 6) { fields.append(("Connection", name)) }
        }
        return fields
    }
}
