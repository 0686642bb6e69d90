internal import COpenSSL

/// An X.509 certificate: owns one `X509 *` from init to deinit. Usable on any thread: it is never changed after init,
/// and what OpenSSL caches in it was filled in then.
@safe package final class Certificate: @unchecked Sendable {
    let handle: OpaquePointer
    /// What it says; read once, in init.
    package let facts: CertificateFacts

    /// Takes `handle` over, also when it throws.
    init(owning handle: OpaquePointer) throws(CertificateParsingError) {
        unsafe self.handle = handle
        do {
            facts = try unsafe CertificateInspection.facts(of: handle)
        } catch {
            unsafe X509_free(handle)
            throw error
        }
    }

    /// Reads DER that is exactly one certificate.
    package convenience init(der bytes: [UInt8]) throws(CertificateParsingError) {
        CryptoErrorQueue.clear()
        // The bytes outlive the call; how far it read is compared while the pointer is still valid.
        let parsed = unsafe bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var position = buffer.baseAddress
            guard let certificate = unsafe d2i_X509(nil, &position, buffer.count) else { return nil }
            guard unsafe position == buffer.baseAddress.map({ unsafe $0 + buffer.count }) else {
                unsafe X509_free(certificate)
                return nil
            }
            return unsafe certificate
        }
        CryptoErrorQueue.clear()
        guard let parsed = unsafe parsed else { throw .structureMalformed }
        try unsafe self.init(owning: parsed)
    }

    deinit {
        unsafe X509_free(handle)
    }

    /// As a PEM block `CERTIFICATE`.
    package func pem() throws(CryptoError) -> String {
        let content = try unsafe DER.bytes("certificate encoding") { unsafe i2d_X509(handle, $0) }
        return PEM.Block(label: "CERTIFICATE", content: content).text
    }

    /// True when `issuer` is named as the issuer, may issue, and has signed this certificate. Dates are not looked at.
    package func isIssued(by issuer: Certificate) -> Bool {
        CryptoErrorQueue.clear()
        defer { CryptoErrorQueue.clear() }
        // All handles are live, and only read.
        return unsafe X509_check_issued(issuer.handle, handle) == X509_V_OK
            && X509_verify(handle, issuer.facts.publicKey.handle) == 1
    }
}
