internal import COpenSSL

/// Certificate revocation lists (RFC 5280 section 5) as PEM text.
package enum RevocationLists {
    /// True when every PEM block of the text is a revocation list, and there is one at least.
    ///
    /// Whether an authority has signed it, and whether it is still in force, is decided in each handshake.
    package static func areReadable(_ text: String) -> Bool {
        guard let pem = try? PEM(parsing: text), !pem.blocks.isEmpty else { return false }
        return pem.blocks.allSatisfy { $0.label == "X509 CRL" && isReadable($0.content) }
    }

    private static func isReadable(_ content: [UInt8]) -> Bool {
        CryptoErrorQueue.clear()
        defer { CryptoErrorQueue.clear() }
        // The bytes outlive the call; what was read is freed at once.
        return unsafe content.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            guard let list = unsafe d2i_X509_CRL(nil, &position, buffer.count) else { return false }
            unsafe X509_CRL_free(list)
            return unsafe position == buffer.baseAddress.map { unsafe $0 + buffer.count }
        }
    }
}
