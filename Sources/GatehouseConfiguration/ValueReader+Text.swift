import GatehouseHTTP

extension ValueReader where Value == String {
    /// The name of a definition. Names end up in metrics and records, so their characters are few.
    static var name: ValueReader {
        text(
            "a name", hint: { _ in "1 to 64 of a-z, 0-9, `.`, `_` and `-`, with a letter or digit first" },
            { isName($0) ? $0 : nil })
    }

    private static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return isNameStart(first)
            && text.utf8.allSatisfy {
                isNameStart($0) || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_")].contains($0)
            }
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        byte.isLowercaseLetter || byte.isDecimalDigit
    }

    /// A path of a file; relative ones are taken from the folder of the configuration file.
    static var filePath: ValueReader {
        ValueReader { node, context in
            guard let text = node.text, !text.isEmpty, text.utf8.count <= 4096, !text.hasSuffix("/") else {
                context.report(
                    node, "expected the path of a file, found \(node.finding)",
                    hint: "relative to the folder of this file, or from `/`")
                return nil
            }
            // Escapes in quoted text can make characters that no visible path has.
            guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                context.report(node, "the path holds control characters", hint: "remove the escapes")
                return nil
            }
            return text.hasPrefix("/") ? text : context.folder + text
        }
    }

    /// Base64 of a DER key (RFC 4648 section 4) on one line; that it is a key is for `gatehouse check` to find out.
    static var base64: ValueReader {
        text("base64 text of a public key (SubjectPublicKeyInfo)", hint: { _ in "without PEM lines and spaces" }) {
            isBase64($0) ? $0 : nil
        }
    }

    private static func isBase64(_ text: String) -> Bool {
        let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard (4...8192).contains(text.utf8.count), text.utf8.count.isMultiple(of: 4), padding <= 2 else {
            return false
        }
        return text.utf8.dropLast(padding).allSatisfy {
            $0.isDecimalDigit || $0.isLowercaseLetter || $0.isUppercaseLetter || $0 == UInt8(ascii: "+")
                || $0 == UInt8(ascii: "/")
        }
    }
}

extension ValueReader where Value == Method {
    /// A method that can reach the connector: CONNECT and TRACE are refused at the door, so a route cannot have them.
    static var method: ValueReader {
        text("a request method such as GET or POST", hint: methodHint) { text in
            guard let method = Method(text), method != .connect, method != .trace,
                !text.utf8.contains(where: \.isLowercaseLetter)
            else { return nil }
            return method
        }
    }

    private static func methodHint(_ text: String) -> String {
        switch text.uppercased() {
        case "CONNECT", "TRACE": "CONNECT and TRACE never pass the gateway"
        case "*", "ANY", "ALL": "name each method; there is no wildcard"
        case text: "a token of up to 16 characters (RFC 9110 section 9.1)"
        default: "methods are case-sensitive: write `\(Excerpt.of(text.uppercased()))`"
        }
    }
}
