import Foundation
import GatehouseCertificates
import GatehouseCrypto
import GatehouseTransport

/// The development authority, server certificates and webhook signing key in `certs/dev/`, as `policies/connector.yaml`
/// names them. Made on first use; what has expired is made anew.
struct DemoFiles {
    /// Why there are none, for people.
    typealias Failure = DevelopmentFolder.Failure

    /// Below the root of the repository.
    static let folder = "certs/dev"
    /// What the server certificates speak for.
    static let names: [CertificateName] = [
        .dns("localhost"), .address([127, 0, 0, 1]), .address([UInt8](repeating: 0, count: 15) + [1]),
    ]
    /// A year: development files that are older were forgotten.
    private static let validitySeconds: Int64 = 365 * 86_400

    /// The files of the folder that this run has made; empty when everything was there.
    private(set) var made: [String] = []
    /// The authority that clients have to trust.
    let authorityPEM: String
    /// Signs webhooks as Fluent would.
    let signingKey: PrivateKey
    private let root: String
    private let development: DevelopmentFolder

    /// Finds the files, or makes them.
    ///
    /// - Parameters:
    ///   - root: the root of the repository.
    ///   - nowSeconds: since 1970.
    /// - Throws: when something cannot be read, made or written.
    init(root: String, nowSeconds: Int64 = Clock.wallSeconds()) throws(Failure) {
        self.root = root
        development = DevelopmentFolder(
            path: "\(root)/\(Self.folder)", names: Self.names, nowSeconds: nowSeconds,
            validitySeconds: Self.validitySeconds)
        let found = Self.existingSigningKey(root)
        if let found { signingKey = found } else { signingKey = try Self.generateSigningKey() }
        (made, authorityPEM) = try development.provide()
        if found == nil { try writeSigningKey() }
        try providePublicKey()
    }

    /// The path of a file of the folder, from the root.
    static func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func text(_ name: String) -> String? {
        FileReading.text(at: "\(root)/\(Self.path(name))")
    }

    private mutating func write(_ name: String, _ contents: String, isSecret: Bool) throws(Failure) {
        try development.write(name, contents, isSecret: isSecret, &made)
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
