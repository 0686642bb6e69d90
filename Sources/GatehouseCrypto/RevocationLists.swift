internal import COpenSSL

/// Certificate revocation lists (RFC 5280 section 5) as PEM text.
package enum RevocationLists {
    /// What the lists of a text say of themselves.
    package struct Facts: Equatable, Sendable {
        /// When the first of them should have been replaced, since 1970; nil when none says so (RFC 5280 section 5.1.2.5
        /// demands that each does).
        package let nextUpdateSeconds: Int64?
    }

    /// - Returns: nil unless every PEM block of the text is a revocation list, and there is one at least.
    ///
    /// Whether an authority has signed it, and whether it is still in force, is decided in each handshake.
    package static func facts(of text: String) -> Facts? {
        guard let pem = try? PEM(parsing: text), !pem.blocks.isEmpty else { return nil }
        var first: Int64?
        for block in pem.blocks {
            guard block.label == "X509 CRL", let list = nextUpdate(block.content) else { return nil }
            if let time = list.nextUpdateSeconds { first = min(first ?? time, time) }
        }
        return Facts(nextUpdateSeconds: first)
    }

    private static func nextUpdate(_ content: [UInt8]) -> Facts? {
        CryptoErrorQueue.clear()
        defer { CryptoErrorQueue.clear() }
        // The bytes outlive the call; what was read is freed at its end.
        return unsafe content.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            guard let list = unsafe d2i_X509_CRL(nil, &position, buffer.count) else { return nil }
            defer { unsafe X509_CRL_free(list) }
            guard unsafe position == buffer.baseAddress.map({ unsafe $0 + buffer.count }) else { return nil }
            // The list owns its time, which is nil when it has none.
            let time = unsafe X509_CRL_get0_nextUpdate(list)
            return Facts(nextUpdateSeconds: unsafe time.flatMap { unsafe ASN1Text.seconds(of: $0) })
        }
    }
}
