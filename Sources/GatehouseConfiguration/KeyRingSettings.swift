/// A named set of webhook keys and the scheme that they are used in (`signatures` in the file).
package struct KeyRingSettings: Hashable, Sendable {
    /// What routes refer to it by.
    package let name: String
    /// How its keys are used.
    package let scheme: Scheme
    /// At least one; any of them that is valid at the time may have signed.
    package let keys: [Key]
    /// Whether `flex.signature` (MD5) alone is accepted. Never a fallback for a wrong `fluent-signature`.
    package let acceptsLegacyMD5: Bool
    /// Where its definition begins in the file.
    package let position: SourcePosition

    /// Which bytes are signed, with which algorithm and fields.
    package enum Scheme: Hashable, Sendable {
        /// RSA with SHA-512 over the body, in `fluent-signature`.
        case fluent
    }

    /// One public key with its validity.
    package struct Key: Hashable, Sendable {
        /// Stands in audit records.
        package let id: String
        /// Where the public key is.
        package let source: KeySource
        /// Seconds since 1970, inclusive; nil without a bound.
        package let notBeforeSeconds: Int64?
        /// Seconds since 1970, inclusive; nil without a bound.
        package let notAfterSeconds: Int64?
        /// Where its definition begins in the file.
        package let position: SourcePosition
    }

    /// Where a public key is.
    package enum KeySource: Hashable, Sendable {
        /// A file with PEM or bare base64.
        case file(path: String)
        /// Base64 of the SubjectPublicKeyInfo, from the configuration file itself.
        case inline(base64: String)
    }
}

extension KeyRingSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "signature", context) else { return nil }
        let name = section.required("name", .name)
        let scheme = section.required("scheme", .word(["fluent": Scheme.fluent]))
        let keys = section.required("keys", .definitions(uniqueBy: "id", Key.init(reading:_:)))
        let acceptsLegacyMD5 = section.value("accept_legacy_md5", .flag, default: false)
        section.finish()
        guard let name, let scheme, let keys, let acceptsLegacyMD5 else { return nil }
        self.init(
            name: name, scheme: scheme, keys: keys, acceptsLegacyMD5: acceptsLegacyMD5, position: node.position)
    }
}

extension KeyRingSettings.Key {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "signature_key", context) else { return nil }
        let id = section.required("id", .name)
        let file = section.optional("file", .filePath)
        let inline = section.optional("spki", .base64)
        let notBefore = section.optional("not_before", .timestamp)
        let notAfter = section.optional("not_after", .timestamp)
        section.finish()
        guard section.has("file") != section.has("spki") else {
            section.report("a key is given by either `file` or `spki`", hint: "exactly one of them", at: "spki")
            return nil
        }
        guard let id, let file, let inline, let notBefore, let notAfter,
            let source = file.map({ KeyRingSettings.KeySource.file(path: $0) }) ?? inline.map({ .inline(base64: $0) })
        else { return nil }
        if let notBefore, let notAfter, notBefore > notAfter {
            section.report("the key ends before it begins", hint: "swap `not_before` and `not_after`", at: "not_after")
            return nil
        }
        self.init(
            id: id, source: source, notBeforeSeconds: notBefore, notAfterSeconds: notAfter, position: node.position)
    }
}
