/// Text from the file made fit for an error message.
enum Excerpt {
    /// Longer text is cut: a message is to be read, and its size must not depend on the file.
    static let maximumCharacters = 64

    /// Escapes what a terminal could act on, and cuts what is too long.
    static func of(_ text: String) -> String {
        var excerpt = ""
        for scalar in text.unicodeScalars.prefix(maximumCharacters) {
            excerpt += isHarmless(scalar) ? String(scalar) : scalar.escaped(asASCII: true)
        }
        return text.unicodeScalars.count > maximumCharacters ? excerpt + "..." : excerpt
    }

    /// The same between back quotes, as values stand in messages.
    static func quoted(_ text: String) -> String {
        "`\(of(text))`"
    }

    /// Printable ASCII, and letters and digits of any script; direction marks and other invisible scalars are neither.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? (0x20...0x7E).contains(scalar.value) : scalar.properties.isAlphabetic
    }
}
