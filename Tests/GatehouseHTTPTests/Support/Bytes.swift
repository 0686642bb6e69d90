import GatehouseHTTP

/// Bytes in tests: literals, tables, and what came out.
enum Bytes {
    /// Undoes the notation of the adversarial tables: `\r \n \t \0 \\ \" \xNN`.
    static func unescape(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let sign = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch sign {
            case UInt8(ascii: "r"): bytes.append(0x0d)
            case UInt8(ascii: "n"): bytes.append(0x0a)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "0"): bytes.append(0)
            case UInt8(ascii: "x"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                rest = rest.dropFirst(2)
                if let value = UInt8(digits, radix: 16) { bytes.append(value) }
            default: bytes.append(sign)
            }
        }
        return bytes
    }
}

extension ByteQueue {
    /// Everything that waits, as text; takes it off.
    mutating func takeText() -> String {
        let text = withSpan { String(decoding: $0) }
        removeAll()
        return text
    }
}

extension FieldBlock {
    /// Every field that was not removed, one `name: value` a line, in order.
    var lines: [String] {
        var lines: [String] = []
        for index in 0..<count where !isRemoved(at: index) {
            lines.append(withField(at: index) { "\(String(decoding: $0)): \(String(decoding: $1))" })
        }
        return lines
    }
}

extension MessageBuffer {
    /// A message with these fields, in order; a method given as `:method` is taken as such.
    convenience init(_ fields: KeyValuePairs<String, String>, method: Method = .get, version: HTTPVersion = .http11) {
        self.init()
        self.method = method
        self.version = version
        for (name, value) in fields { self.fields.append(name: name, value: value) }
    }
}
