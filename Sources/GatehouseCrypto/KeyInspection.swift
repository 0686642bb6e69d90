internal import COpenSSL

/// What a key must be before anything is verified or signed with it.
enum KeyInspection {
    /// Below, the modulus can be factored with modest means.
    private static let minimumModulusBits = 1024
    /// Above, one verification costs a denial of service.
    private static let maximumModulusBits = 8192
    /// Above, a verification costs as much as a signature (and no library issues such keys).
    private static let maximumExponentBits: Int32 = 32

    /// Judges a key and names its kind.
    static func algorithm(of key: OpaquePointer) throws(KeyError) -> KeyAlgorithm {
        // Reads one number of a live key.
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: return try unsafe rsa(key)
        case EVP_PKEY_EC: return try unsafe ecdsa(key)
        default: throw .algorithmUnsupported
        }
    }

    private static func rsa(_ key: OpaquePointer) throws(KeyError) -> KeyAlgorithm {
        let bits = Int(unsafe EVP_PKEY_get_bits(key))
        guard bits >= minimumModulusBits else { throw .modulusTooSmall(bits: bits) }
        guard bits <= maximumModulusBits else { throw .modulusTooLarge(bits: bits) }
        let isModulusOdd = unsafe number(OSSL_PKEY_PARAM_RSA_N, of: key) { unsafe BN_is_odd($0) == 1 }
        let isExponentFit = unsafe number(OSSL_PKEY_PARAM_RSA_E, of: key) { exponent in
            unsafe BN_is_odd(exponent) == 1 && BN_is_one(exponent) == 0 && BN_is_negative(exponent) == 0
                && BN_num_bits(exponent) <= maximumExponentBits
        }
        guard isModulusOdd == true, isExponentFit == true else { throw .parametersRefused }
        return .rsa(bits: bits)
    }

    /// Named curves only: explicit parameters have no group name.
    private static func ecdsa(_ key: OpaquePointer) throws(KeyError) -> KeyAlgorithm {
        let name = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer -> String? in
            // At most the count given is written, and terminated.
            guard unsafe EVP_PKEY_get_group_name(key, buffer.baseAddress, buffer.count, nil) == 1 else { return nil }
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) }
        }
        guard let curve = KeyAlgorithm.Curve.allCases.first(where: { $0.groupName == name }) else {
            throw .algorithmUnsupported
        }
        return .ecdsa(curve)
    }

    /// Lends one number of a key; nil when the key has none of this name.
    private static func number(
        _ name: String, of key: OpaquePointer, _ judge: (OpaquePointer) -> Bool
    ) -> Bool? {
        var number: OpaquePointer?
        // On success the number is a copy of ours, freed below.
        guard unsafe EVP_PKEY_get_bn_param(key, name, &number) == 1, let number = unsafe number else { return nil }
        defer { unsafe BN_free(number) }
        return unsafe judge(number)
    }
}
