import Foundation
import GatehouseCertificates
import GatehouseCrypto
import GatehouseTransport

/// The development authority, server certificates and webhook signing key in `certs/dev/`, as `policies/connector.yaml`
/// names them. Made on first use; what has expired is made anew.
struct DemoFiles {
    /// Why there are none, for people.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Below the root of the repository.
    static let folder = "certs/dev"
    /// What the server certificates speak for.
    static let names: [CertificateName] = [
        .dns("localhost"), .address([127, 0, 0, 1]), .address([UInt8](repeating: 0, count: 15) + [1]),
    ]
    /// A year: development files that are older were forgotten.
    private static let validitySeconds: Int64 = 365 * 86_400
    /// Clocks of containers and their hosts differ.
    private static let toleranceSeconds: Int64 = 3600
    private static let pairs: [(stem: String, algorithm: KeyAlgorithm)] = [
        ("server-ecdsa", .ecdsa(.p256)), ("server-rsa", .rsa(bits: 2048)),
    ]

    /// The files of the folder that this run has made; empty when everything was there.
    private(set) var made: [String] = []
    /// The authority that clients have to trust.
    private(set) var authorityPEM = ""
    /// Signs webhooks as Fluent would.
    let signingKey: PrivateKey
    private let root: String
    private let nowSeconds: Int64

    /// Finds the files, or makes them.
    ///
    /// - Parameters:
    ///   - root: the root of the repository.
    ///   - nowSeconds: since 1970.
    /// - Throws: when something cannot be read, made or written.
    init(root: String, nowSeconds: Int64 = Clock.wallSeconds()) throws(Failure) {
        self.root = root
        self.nowSeconds = nowSeconds
        let found = Self.existingSigningKey(root)
        if let found { signingKey = found } else { signingKey = try Self.generateSigningKey() }
        try makeFolder()
        try provideCertificates()
        if found == nil { try writeSigningKey() }
        try providePublicKey()
    }

    /// The path of a file of the folder, from the root.
    static func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func text(_ name: String) -> String? {
        FileReading.text(at: "\(root)/\(Self.path(name))")
    }

    private func makeFolder() throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(Self.folder)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(description: "the folder \(Self.folder) cannot be made: \(error.localizedDescription)")
        }
    }

    private mutating func write(_ name: String, _ contents: String, isSecret: Bool) throws(Failure) {
        let path = Self.path(name)
        let isWritten = FileManager.default.createFile(
            atPath: "\(root)/\(path)", contents: Data(contents.utf8),
            attributes: [.posixPermissions: isSecret ? 0o600 : 0o644])
        guard isWritten else { throw Failure(description: "the file \(path) cannot be written") }
        made.append(name)
    }

    // MARK: Certificates

    private var validSeconds: ClosedRange<Int64> {
        (nowSeconds - Self.toleranceSeconds)...(nowSeconds + Self.validitySeconds)
    }

    private func pair(_ stem: String) -> CertificatePair? {
        guard let certificate = text("\(stem).cert.pem"), let key = text("\(stem).key.pem") else { return nil }
        return CertificatePair(certificatePEM: certificate, privateKeyPEM: key)
    }

    private mutating func provideCertificates() throws(Failure) {
        do {
            if let authority = usableAuthority() {
                authorityPEM = authority.pair.certificatePEM
                try renewPairs(of: authority)
            } else {
                try makeAll()
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: "certificates cannot be made: \(error)")
        }
    }

    /// The authority that was made earlier, so that whoever has imported it need not do so again.
    private func usableAuthority() -> DevelopmentAuthority? {
        guard let pair = pair("ca"), let authority = try? DevelopmentAuthority(pair),
            authority.facts.notAfterSeconds > nowSeconds, authority.facts.notBeforeSeconds <= nowSeconds
        else { return nil }
        return authority
    }

    /// The authority's certificate is written last: a run that is cut short leaves one that does not fit its key, and
    /// the next run begins anew.
    private mutating func makeAll() throws {
        let certificates = try DevelopmentCertificates(names: Self.names, validSeconds: validSeconds)
        authorityPEM = certificates.authority.certificatePEM
        for file in certificates.files where file.name != "ca.cert.pem" {
            try write(file.name, file.contents, isSecret: file.isSecret)
        }
        try write("ca.cert.pem", authorityPEM, isSecret: false)
    }

    private mutating func renewPairs(of authority: DevelopmentAuthority) throws {
        let end = min(validSeconds.upperBound, authority.facts.notAfterSeconds)
        for (stem, algorithm) in Self.pairs where !isUsable(stem, authority) {
            let pair = try authority.issue(
                names: Self.names, algorithm: algorithm, validSeconds: validSeconds.lowerBound...end)
            try write("\(stem).key.pem", pair.privateKeyPEM, isSecret: true)
            try write("\(stem).cert.pem", pair.certificatePEM, isSecret: false)
        }
    }

    private func isUsable(_ stem: String, _ authority: DevelopmentAuthority) -> Bool {
        guard let pair = pair(stem) else { return false }
        // With the authority behind it the leaf must have been issued by it.
        let chain = pair.certificatePEM + authority.pair.certificatePEM
        return
            (try? CertificateValidation.validate(
                chainPEM: chain, privateKeyPEM: pair.privateKeyPEM, nowSeconds: nowSeconds,
                requiredNames: Self.names)) != nil
    }

    // MARK: Signing key

    private static func generateSigningKey() throws(Failure) -> PrivateKey {
        do {
            return try PrivateKey.generate(.rsa(bits: 2048))
        } catch {
            throw Failure(description: "a signing key cannot be made: \(error)")
        }
    }

    private static func existingSigningKey(_ root: String) -> PrivateKey? {
        guard let pem = FileReading.text(at: "\(root)/\(path("webhook-signing.key.pem"))"),
            let key = try? PrivateKey(pem: pem), case .rsa = key.algorithm
        else { return nil }
        return key
    }

    private mutating func providePublicKey() throws(Failure) {
        let pem = signingKey.publicKey.pem
        guard text("webhook-signing.public.pem") != pem else { return }
        try write("webhook-signing.public.pem", pem, isSecret: false)
    }

    private mutating func writeSigningKey() throws(Failure) {
        do {
            try write("webhook-signing.key.pem", signingKey.pem(), isSecret: true)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: "a signing key cannot be written: \(error)")
        }
    }
}
