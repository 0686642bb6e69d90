/// The file's bytes as text, checked before any parser sees them.
enum SourceText {
    /// A policy of a thousand routes is below 300 KiB; what is larger is a mistake or an attack on the parser.
    static let maximumBytes = 1 << 20

    /// - Returns: nil after reporting: too large, not UTF-8, or characters that hide what a reader sees.
    static func read(_ bytes: [UInt8], _ context: ReadingContext) -> String? {
        guard bytes.count <= maximumBytes else {
            context.report(
                at: SourcePosition(line: 1, column: 1), "the file has \(bytes.count) bytes, more than 1 MiB",
                hint: "is this the right file?")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            context.report(
                at: SourcePosition(line: firstMalformedLine(of: bytes), column: 1), "the line is not UTF-8 text",
                hint: "save the file as UTF-8")
            return nil
        }
        return hasOnlyVisibleCharacters(text, context) ? text : nil
    }

    private static func firstMalformedLine(of bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let malformed = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return (malformed ?? 0) + 1
    }

    private static func hasOnlyVisibleCharacters(_ text: String, _ context: ReadingContext) -> Bool {
        var position = (line: 1, column: 1)
        var isClean = true
        var previous: Unicode.Scalar = "\n"
        for scalar in text.unicodeScalars {
            // A carriage return is judged by what follows it.
            if isRefused(scalar) || (previous == "\r" && scalar != "\n") {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
                context.report(
                    at: SourcePosition(line: position.line, column: position.column),
                    "the character \(name) is refused", hint: hint(for: scalar))
                isClean = false
            }
            position = scalar == "\n" ? (position.line + 1, 1) : (position.line, position.column + 1)
            previous = scalar
        }
        return isClean
    }

    private static func hint(for scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\t": "use spaces"
        case "\u{FEFF}": "save the file without a byte order mark"
        default: "it is invisible or could be taken for a line break"
        }
    }

    /// Controls, other line breaks than LF and CRLF, direction marks and private use (`DuplicateKeyMask` needs those).
    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n" && scalar != "\r"
        case .format, .lineSeparator, .paragraphSeparator, .privateUse: true
        default: false
        }
    }
}
