internal import COpenSSL
internal import GatehouseCrypto

/// Owns the certificates of a PEM text, in order. Empty when the text has none, or one that cannot be read.
@safe final class PEMCertificates {
    private(set) var items: [OpaquePointer] = unsafe []

    /// The revocation lists of a PEM text, each owned by the caller; empty when it has none, or one that cannot be read.
    @unsafe static func revocations(_ text: String) -> [OpaquePointer] {
        guard let bio = unsafe reader(of: text) else { return unsafe [] }
        defer { unsafe BIO_free(bio) }
        var lists: [OpaquePointer] = unsafe []
        while let list = unsafe PEM_read_bio_X509_CRL(bio, nil, noPassword, nil) { unsafe lists.append(list) }
        if hasEnded() { return unsafe lists }
        unsafe lists.forEach { unsafe X509_CRL_free($0) }
        return unsafe []
    }

    init(_ text: String) {
        guard let bio = unsafe Self.reader(of: text) else { return }
        defer { unsafe BIO_free(bio) }
        // Each call gives a certificate that is ours to free, until the text has no more.
        while let certificate = unsafe PEM_read_bio_X509(bio, nil, Self.noPassword, nil) {
            unsafe items.append(certificate)
        }
        if !Self.hasEnded() { removeAll() }
    }

    /// "No start line" is how a text ends; anything else is something that cannot be read.
    private static func hasEnded() -> Bool {
        Int32(truncatingIfNeeded: ErrorQueue.take() & 0x7f_ffff) == PEM_R_NO_START_LINE
    }

    deinit { removeAll() }

    /// The private key in a PEM text, owned by the caller; nil when there is none or it asks for a password.
    @unsafe static func privateKey(_ text: SecretText) -> OpaquePointer? {
        let key = unsafe text.withUTF8 { unsafe privateKey($0) }
        _ = ErrorQueue.take()
        return unsafe key
    }

    @unsafe private static func privateKey(_ utf8: Span<UInt8>) -> OpaquePointer? {
        unsafe utf8.withUnsafeBufferPointer { bytes in
            // A reader in place, without a copy; it is gone before the bytes are.
            guard let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else { return nil }
            defer { unsafe BIO_free(bio) }
            return unsafe PEM_read_bio_PrivateKey(bio, nil, noPassword, nil)
        }
    }

    /// Never asks at the terminal: an encrypted key is one that cannot be read.
    private static let noPassword:
        @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?)
            -> Int32 = { _, _, _, _ in -1 }

    /// A reader with its own copy of `text`.
    @unsafe private static func reader(of text: String) -> OpaquePointer? {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return nil }
        let bytes = Array(text.utf8)
        // The memory BIO copies what is written.
        guard unsafe bytes.isEmpty || BIO_write(bio, bytes, Int32(clamping: bytes.count)) == bytes.count else {
            unsafe BIO_free(bio)
            return nil
        }
        return unsafe bio
    }

    private func removeAll() {
        unsafe items.forEach { unsafe X509_free($0) }
        unsafe items = []
    }
}
