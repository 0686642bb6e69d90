internal import COpenSSL

extension Certificate {
    /// Makes and signs a certificate, version 3, with a random serial number, signed over SHA-256.
    ///
    /// - Parameters:
    ///   - template: what it says.
    ///   - key: the key that it certifies.
    ///   - issuer: the authority's certificate; nil for one that signs itself.
    ///   - issuerKey: the authority's private key; for one that signs itself, the private half of `key`.
    /// - Returns: the certificate, read back from what was made.
    /// - Throws: when libcrypto refuses a value, as a common name of more than 64 characters.
    package static func issue(
        _ template: CertificateTemplate, for key: PublicKey, issuer: Certificate?, issuerKey: PrivateKey
    ) throws(CryptoError) -> Certificate {
        CryptoErrorQueue.clear()
        guard let made = unsafe X509_new() else { throw CryptoError(draining: "certificate") }
        defer { unsafe X509_free(made) }
        // Every handle is live for the length of these calls; what is set is copied, or has its references counted.
        let authority = unsafe issuer?.handle ?? made
        guard unsafe X509_set_version(made, 2) == 1, unsafe setSerialNumber(of: made),
            unsafe setDates(template, of: made), unsafe setSubject(template.commonName, of: made),
            unsafe X509_set_issuer_name(made, X509_get_subject_name(authority)) == 1,
            unsafe X509_set_pubkey(made, key.handle) == 1,
            unsafe addExtensions(template, to: made, authority: authority),
            let function = unsafe FetchedDigest.of(.sha256).handle,
            unsafe X509_sign(made, issuerKey.handle, function) > 0
        else { throw CryptoError(draining: "certificate issuance") }
        let content = try unsafe DER.bytes("certificate encoding") { unsafe i2d_X509(made, $0) }
        do {
            return try Certificate(der: content)
        } catch {
            throw CryptoError(draining: "certificate reading")
        }
    }

    /// 127 random bits: positive, and at most 20 octets (RFC 5280 section 4.1.2.2).
    private static func setSerialNumber(of made: OpaquePointer) -> Bool {
        guard let number = unsafe BN_new() else { return false }
        defer { unsafe BN_free(number) }
        // The top bit is set, so the number is never zero.
        guard unsafe BN_rand(number, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 else { return false }
        return unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(made)) != nil
    }

    private static func setDates(_ template: CertificateTemplate, of made: OpaquePointer) -> Bool {
        guard template.notBeforeSeconds < template.notAfterSeconds else { return false }
        return unsafe ASN1_TIME_set(X509_getm_notBefore(made), Int(template.notBeforeSeconds)) != nil
            && ASN1_TIME_set(X509_getm_notAfter(made), Int(template.notAfterSeconds)) != nil
    }

    private static func setSubject(_ commonName: String, of made: OpaquePointer) -> Bool {
        let name = Array(commonName.utf8)
        return unsafe name.withUnsafeBufferPointer { name in
            unsafe X509_NAME_add_entry_by_NID(
                X509_get_subject_name(made), NID_commonName, MBSTRING_UTF8, name.baseAddress,
                Int32(clamping: name.count), -1, 0) == 1
        }
    }

    /// In this order: the authority key identifier of a certificate that signs itself repeats its subject key identifier.
    private static func addExtensions(
        _ template: CertificateTemplate, to made: OpaquePointer, authority: OpaquePointer
    ) -> Bool {
        var extensions: [(Int32, String)]
        switch template.purpose {
        case .authority:
            extensions = [
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
            ]
        case .server:
            extensions = [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"),
            ]
        }
        extensions += [(NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always")]
        if !template.names.isEmpty { extensions.append((NID_subject_alt_name, alternativeNames(template.names))) }
        return extensions.allSatisfy { unsafe add($0.0, $0.1, to: made, authority: authority) }
    }

    /// `CertificateName` lets nothing through that this syntax could read in another way.
    private static func alternativeNames(_ names: [CertificateName]) -> String {
        names.map { name in
            switch name {
            case .dns: "DNS:\(name)"
            case .address: "IP:\(name)"
            }
        }.joined(separator: ",")
    }

    private static func add(
        _ kind: Int32, _ value: String, to made: OpaquePointer, authority: OpaquePointer
    ) -> Bool {
        // Zeroed: no configuration database, so a value cannot refer to anything outside itself.
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, authority, made, nil, nil, 0)
        guard let encoded = unsafe X509V3_EXT_conf_nid(nil, &context, kind, value) else { return false }
        defer { unsafe X509_EXTENSION_free(encoded) }
        // The certificate takes a copy.
        return unsafe X509_add_ext(made, encoded, -1) == 1
    }
}
