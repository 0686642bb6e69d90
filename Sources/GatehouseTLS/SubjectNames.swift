internal import COpenSSL

/// Reads the subjectAltName of a certificate.
enum SubjectNames {
    /// - Throws: `.subjectNameMalformed` when a DNS name holds a byte that no host name or wildcard has. The library's
    ///   strings are counted, not NUL-terminated, so that a name cannot hide behind a NUL.
    @unsafe static func read(from certificate: OpaquePointer, id: String) throws(TLSContextError) -> CertificateNames {
        var result = CertificateNames()
        // Gives a structure that is ours to free, or nil when the extension is missing or malformed.
        guard let raw = unsafe X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else {
            _ = ErrorQueue.take()
            return result
        }
        let names = OpaquePointer(raw)
        defer { unsafe GENERAL_NAMES_free(names) }
        for index in 0..<(unsafe tls_general_name_count(names)) {
            guard let name = unsafe tls_general_name(names, index) else { continue }
            guard unsafe add(name, to: &result) else { throw .subjectNameMalformed(id: id) }
        }
        return result
    }

    /// - Returns: false for a name that plays tricks; names of other kinds, and wildcards of other forms, are passed
    ///   over.
    @unsafe private static func add(_ name: UnsafePointer<GENERAL_NAME>, to result: inout CertificateNames) -> Bool {
        switch unsafe name.pointee.type {
        case GEN_DNS:
            return unsafe withBytes(of: name.pointee.d.dNSName) { bytes in
                for index in bytes.indices where !isPlausible(bytes[index]) { return false }
                _ = result.add(dnsName: bytes)
                return true
            }
        case GEN_IPADD:
            return unsafe withBytes(of: name.pointee.d.iPAddress) { result.add(address: $0) }
        default:
            return true
        }
    }

    private static func isPlausible(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f
    }

    @unsafe private static func withBytes(
        of string: UnsafePointer<ASN1_STRING>?, _ body: (Span<UInt8>) -> Bool
    ) -> Bool {
        guard let string = unsafe string, let start = unsafe ASN1_STRING_get0_data(string) else { return false }
        // The string owns `length` bytes at `start` and outlives the closure.
        let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(string)))
        return unsafe body(bytes.span)
    }
}
