import Foundation
import GatehouseCrypto
import GatehouseHTTP
import GatehouseSignatures

/// Signature fields and a body: lines of `name: value`, an empty line, content.
///
/// Exactly one body and one value of the field are known to be signed. Nothing else is ever valid.
enum SignatureFuzz {
    /// A webhook signed with a key whose private half was thrown away.
    private struct Vector {
        let body: [UInt8]
        let value: [UInt8]
        let legacyValue: [UInt8]
        let verifiers: [FluentVerifier]

        init?() {
            guard let body = Repository.bytes(of: "\(Self.folder)/body.json"),
                let value = Repository.bytes(of: "\(Self.folder)/fluent-signature.base64"),
                let legacyValue = Repository.bytes(of: "\(Self.folder)/flex-signature.base64"),
                let text = Repository.bytes(of: "\(Self.folder)/public-key.pem"),
                let publicKey = try? PublicKey(parsing: String(decoding: text, as: UTF8.self)),
                let key = try? WebhookKey(id: "vector", publicKey: publicKey)
            else { return nil }
            self.body = body
            self.value = value.filter { $0 > 0x20 }
            self.legacyValue = legacyValue.filter { $0 > 0x20 }
            verifiers = [false, true].map { FluentVerifier(name: "ring", keys: [key], acceptsLegacyMD5: $0) }
        }

        private static let folder = "Tests/GatehouseSignaturesTests/Vectors"
    }

    private static let vector = Vector()

    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        guard let vector else { throw FuzzFinding("the signed webhook cannot be read") }
        try checkBase64(input)
        let (pairs, body) = split(input)
        var fields = FieldBlock()
        for pair in pairs { fields.append(pair) }
        for verifier in vector.verifiers {
            for content in [body, vector.body] {
                guard isValid(fields, content, verifier) else { continue }
                try checkValid(pairs, content, vector, allowsLegacy: verifier.acceptsLegacyMD5)
            }
        }
    }

    private static func isValid(_ fields: borrowing FieldBlock, _ body: [UInt8], _ verifier: FluentVerifier) -> Bool {
        guard let evidence = try? verifier.evidence(in: fields, nowSeconds: 1_000) else { return false }
        var digest = BodyDigest(for: evidence)
        // In two pieces, as it may come.
        digest.update(body.span.extracting(0..<body.count / 2))
        digest.update(body.span.extracting(body.count / 2..<body.count))
        guard case .valid(let verified) = verifier.finish(&digest, evidence: evidence, nowSeconds: 1_000) else {
            return false
        }
        return verified.byteCount == UInt64(body.count)
    }

    private static func checkValid(
        _ pairs: [FieldPair], _ body: [UInt8], _ vector: Vector, allowsLegacy: Bool
    ) throws(FuzzFinding) {
        try demand(body == vector.body, "another body is valid: \(body.text)")
        let current = values(of: "fluent-signature", pairs)
        let legacy = values(of: "flex.signature", pairs)
        try demand(current.count <= 1 && legacy.count <= 1, "one of two signatures is chosen: \(pairs)")
        if current.isEmpty {
            try demand(allowsLegacy && legacy == [vector.legacyValue], "another value is valid: \(pairs)")
        } else {
            try demand(current == [vector.value], "another value is valid: \(pairs)")
        }
    }

    private static func values(of name: String, _ pairs: [FieldPair]) -> [[UInt8]] {
        pairs.filter { $0.name.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } == Array(name.utf8) }.map(\.value)
    }

    /// One text for one content: whatever is accepted is what would be written.
    private static func checkBase64(_ input: [UInt8]) throws(FuzzFinding) {
        if let bytes = Base64.decode(input.span) {
            try demand(Array(Base64.encode(bytes.span).utf8) == input, "two texts for one content: \(input.text)")
        }
        let text = Array(Base64.encode(input.span).utf8)
        try demand(Base64.decode(text.span) == input, "what was encoded is not decoded: \(input)")
    }

    private static func split(_ input: [UInt8]) -> ([FieldPair], [UInt8]) {
        var pairs: [FieldPair] = []
        var rest = input[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { break }
            var value = line[line.index(after: colon)...]
            if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
            pairs.append(FieldPair(name: Array(line[..<colon]), value: Array(value)))
        }
        return (pairs, Array(rest))
    }
}
