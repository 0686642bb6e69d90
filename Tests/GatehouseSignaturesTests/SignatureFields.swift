import Foundation
import GatehouseCrypto

/// The fields of one table row: `name: value | name: value`, with `{S}` and `{L}` for the right value of each field,
/// `{S:change}` for a spoilt one, and `\xHH` for an octet.
struct SignatureFields {
    struct RowMalformed: Error {
        let row: String
    }

    private(set) var list: [(String, String)] = []

    init(_ row: String, _ vector: Vector) throws {
        guard row != "-" else { return }
        for field in row.components(separatedBy: " | ") {
            guard let colon = field.firstIndex(of: ":") else { throw RowMalformed(row: row) }
            let value = String(field[field.index(after: colon)...].dropFirst())
            list.append((String(field[..<colon]), try Self.expand(value, vector)))
        }
    }

    private static func expand(_ value: String, _ vector: Vector) throws -> String {
        var text = value
        for (letter, right) in [("S", vector.signature), ("L", vector.legacySignature)] {
            text = text.replacing("{\(letter)}", with: right)
            for (change, apply) in changes {
                text = text.replacing("{\(letter):\(change)}", with: apply(right))
            }
        }
        guard !text.contains("{") else { throw RowMalformed(row: value) }
        for octet in UInt8.min...UInt8.max where text.contains("\\x") {
            let digits = Hex.encode([octet].span)
            text = text.replacing("\\x\(digits)", with: String(Unicode.Scalar(octet)))
        }
        return text
    }

    private static let changes: [(String, @Sendable (String) -> String)] = [
        ("flipped", { right in bytes(right) { $0[64] ^= 1 } }),
        ("zeros", { right in bytes(right) { $0 = [UInt8](repeating: 0, count: $0.count) } }),
        ("ones", { right in bytes(right) { $0 = [UInt8](repeating: 0xFF, count: $0.count) } }),
        ("one", { right in bytes(right) { $0 = [UInt8](repeating: 0, count: $0.count - 1) + [1] } }),
        ("shorter", { right in bytes(right) { $0.removeLast() } }),
        ("longer", { right in bytes(right) { $0.append(0) } }),
        ("prefixed", { right in bytes(right) { $0.insert(0, at: 0) } }),
        ("doubled", { right in bytes(right) { $0 += $0 } }),
        ("huge", { right in bytes(right) { $0 = [UInt8](repeating: 7, count: 513) } }),
        ("reversed", { right in bytes(right) { $0.reverse() } }),
        ("hex", { right in right.utf8.map { Hex.encode([$0].span) }.joined() }),
        ("twice", { right in Base64.encode(Array(right.utf8).span) }),
        ("unpadded", { right in String(right.prefix { $0 != "=" }) }),
        ("url", { right in right.replacing("+", with: "-").replacing("/", with: "_") }),
        ("lower", { right in right.lowercased() }),
        ("stray", { right in stray(right) }),
        ("halves", { right in "\(right.prefix(86)) \(right.dropFirst(86))" }),
        ("lines", { right in "\(right.prefix(76))\r\n \(right.dropFirst(76))" }),
    ]

    private static func bytes(_ right: String, _ change: (inout [UInt8]) -> Void) -> String {
        var bytes = Base64.decode(Array(right.utf8).span) ?? []
        change(&bytes)
        return Base64.encode(bytes.span)
    }

    /// Sets a bit of the last character that belongs to no byte: lenient decoders give the same 128 bytes.
    private static func stray(_ right: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var characters = Array(right)
        let last = characters.count - 2
        guard let index = alphabet.firstIndex(of: characters[last]) else { return right }
        characters[last] = alphabet[index | 1]
        return String(characters)
    }
}
