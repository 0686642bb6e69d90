import GatehouseCertificates
import GatehouseCrypto

/// Certificate and key files, as PEM and as DER. The first octet chooses what the rest is taken for.
enum CertificatesFuzz {
    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        guard let first = input.first else { return }
        let bytes = Array(input.dropFirst())
        let text = String(decoding: bytes, as: UTF8.self)
        switch first % 6 {
        case 0: try checkPEM(text)
        case 1: try checkCertificate(bytes)
        case 2: try checkPublicKey(bytes, text)
        case 3: try checkPrivateKey(text)
        case 4: try checkFiles(text)
        default:
            // DER in the block that the readers of text look for.
            try checkPrivateKey(PEM.Block(label: "PRIVATE KEY", content: bytes).text)
            try checkFiles(PEM.Block(label: "CERTIFICATE", content: bytes).text)
        }
    }

    private static func checkPEM(_ text: String) throws(FuzzFinding) {
        guard let pem = try? PEM(parsing: text) else { return }
        let written = pem.blocks.map(\.text).joined()
        guard let again = try? PEM(parsing: written) else {
            throw FuzzFinding("what was written cannot be read: \(written.debugDescription)")
        }
        try demand(again.blocks == pem.blocks, "other blocks are read than were written")
        try demand(!again.hasOtherText, "something else is written than blocks: \(written.debugDescription)")
    }

    private static func checkCertificate(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard let certificate = try? Certificate(der: bytes) else { return }
        try check(certificate)
        for end in [0, bytes.count / 2, bytes.count - 1] {
            try demand((try? Certificate(der: Array(bytes[..<end]))) == nil, "half a certificate is one")
        }
        try demand((try? Certificate(der: bytes + [0])) == nil, "what follows a certificate is not seen")
    }

    private static func check(_ certificate: Certificate) throws(FuzzFinding) {
        guard let text = try? certificate.pem(),
            let again = try? CertificateValidation.authorities(in: text).first
        else { throw FuzzFinding("a certificate cannot be written and read again") }
        try demand(again.facts == certificate.facts, "other facts are read than were written")
        let subject = certificate.facts.subject + certificate.facts.issuer
        let isPlain = subject.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        try demand(isPlain, "controls reach the terminal: \(subject.debugDescription)")
        for name in certificate.facts.names {
            try demand(CertificateName(parsing: "\(name)") == name, "\(name) is read as another name")
        }
    }

    private static func checkPublicKey(_ bytes: [UInt8], _ text: String) throws(FuzzFinding) {
        if let key = try? PublicKey(subjectPublicKeyInfo: bytes) {
            try demand(key.subjectPublicKeyInfo == bytes, "a second spelling of a key")
            let base64 = Base64.encode(bytes.span)
            try demand((try? PublicKey(parsing: base64)) == key, "a key cannot be written and read again")
        }
        if let key = try? PublicKey(parsing: text) {
            try demand((try? PublicKey(subjectPublicKeyInfo: key.subjectPublicKeyInfo)) == key, "a key of two readings")
        }
    }

    private static func checkPrivateKey(_ text: String) throws(FuzzFinding) {
        guard let key = try? PrivateKey(pem: text) else { return }
        let spelling = key.publicKey.subjectPublicKeyInfo
        try demand((try? PublicKey(subjectPublicKeyInfo: spelling)) == key.publicKey, "its public half is no key")
    }

    /// What a listener would be given: the same text as chain and as key file.
    private static func checkFiles(_ text: String) throws(FuzzFinding) {
        let certificates = (try? CertificateValidation.authorities(in: text)) ?? []
        for certificate in certificates { try check(certificate) }
        _ = try? CertificateValidation.validate(chainPEM: text, privateKeyPEM: text, nowSeconds: 1_800_000_000)
        _ = RevocationLists.facts(of: text)
    }
}
