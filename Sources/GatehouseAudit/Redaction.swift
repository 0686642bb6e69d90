import GatehouseHTTP

/// What of a request may never be written down, in any record or log line.
///
/// Bodies have no way into a record at all. Field values have one, `RecordedFields`, which asks here. Of targets, all
/// from the `?` on is replaced by its length: queries carry tokens and personal data, and policy does not look at them.
package enum Redaction {
    /// Fields whose values are secrets or hold some, beside those that `secretParts` tells.
    ///
    /// `referer` holds another page's query, `forwarded` and its family are told by the client address already.
    private static let secretNames = ["referer", "forwarded", "x-real-ip", "x-original-url", "x-rewrite-url"]

    /// A name with one of these in it is taken for a secret: cookies, credentials, API keys, signatures. Too many names
    /// are refused rather than one too few.
    private static let secretParts = [
        "auth", "cookie", "credential", "key", "passw", "secret", "session", "signature", "token", "x-forwarded-",
    ]

    /// True when values of this field, named in lower case, must not be written down.
    ///
    /// Pseudo-fields are secret here: records have members of their own for what is fit to be told.
    package static func isSecret(fieldName name: String) -> Bool {
        name.hasPrefix(":") || secretNames.contains(name) || secretParts.contains { name.contains($0) }
    }

    /// How many bytes of a target or path may be written: up to its first `?`.
    package static func visibleByteCount(ofTarget target: Span<UInt8>) -> Int {
        for index in target.indices where target[index] == UInt8(ascii: "?") { return index }
        return target.count
    }
}
