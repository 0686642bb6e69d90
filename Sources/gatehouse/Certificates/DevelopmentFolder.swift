import Foundation
import GatehouseCertificates
import GatehouseCrypto

/// A folder with a development authority and the server certificates that it has issued. What is missing or no longer
/// serves is made; what serves is left alone.
struct DevelopmentFolder {
    /// Why something could not be made, for people.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Clocks of containers and their hosts differ.
    private static let toleranceSeconds: Int64 = 3600
    private static let pairs: [(stem: String, algorithm: KeyAlgorithm)] = [
        ("server-ecdsa", .ecdsa(.p256)), ("server-rsa", .rsa(bits: 2048)),
    ]

    let path: String
    /// What the server certificates speak for.
    let names: [CertificateName]
    let nowSeconds: Int64
    let validitySeconds: Int64

    /// Makes what is missing.
    ///
    /// - Parameter isRenewing: also replaces pairs that still serve.
    /// - Returns: the names of the files that were made, and what clients have to trust.
    /// - Throws: when something cannot be made or written.
    func provide(renewing isRenewing: Bool = false) throws(Failure) -> (made: [String], authorityPEM: String) {
        var made: [String] = []
        try makeFolder()
        do {
            if let authority = usableAuthority() {
                try renewPairs(of: authority, isRenewing, &made)
                return (made, authority.pair.certificatePEM)
            }
            let authorityPEM = try makeAll(&made)
            return (made, authorityPEM)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: "certificates cannot be made: \(error)")
        }
    }

    private func text(_ name: String) -> String? {
        FileReading.text(at: "\(path)/\(name)")
    }

    private func makeFolder() throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(description: "the folder \(path) cannot be made: \(error.localizedDescription)")
        }
    }

    /// Writes a file as a whole; only its owner reads a secret.
    func write(_ name: String, _ contents: String, isSecret: Bool, _ made: inout [String]) throws(Failure) {
        let isWritten = FileManager.default.createFile(
            atPath: "\(path)/\(name)", contents: Data(contents.utf8),
            attributes: [.posixPermissions: isSecret ? 0o600 : 0o644])
        guard isWritten else { throw Failure(description: "the file \(path)/\(name) cannot be written") }
        made.append(name)
    }

    private var validSeconds: ClosedRange<Int64> {
        (nowSeconds - Self.toleranceSeconds)...(nowSeconds + validitySeconds)
    }

    private func pair(_ stem: String) -> CertificatePair? {
        guard let certificate = text("\(stem).cert.pem"), let key = text("\(stem).key.pem") else { return nil }
        return CertificatePair(certificatePEM: certificate, privateKeyPEM: key)
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
    private func makeAll(_ made: inout [String]) throws -> String {
        let certificates = try DevelopmentCertificates(names: names, validSeconds: validSeconds)
        let authorityPEM = certificates.authority.certificatePEM
        for file in certificates.files where file.name != "ca.cert.pem" {
            try write(file.name, file.contents, isSecret: file.isSecret, &made)
        }
        try write("ca.cert.pem", authorityPEM, isSecret: false, &made)
        return authorityPEM
    }

    private func renewPairs(
        of authority: DevelopmentAuthority, _ isRenewing: Bool, _ made: inout [String]
    ) throws {
        let end = min(validSeconds.upperBound, authority.facts.notAfterSeconds)
        for (stem, algorithm) in Self.pairs where isRenewing || !isUsable(stem, authority) {
            let pair = try authority.issue(
                names: names, algorithm: algorithm, validSeconds: validSeconds.lowerBound...end)
            try write("\(stem).key.pem", pair.privateKeyPEM, isSecret: true, &made)
            try write("\(stem).cert.pem", pair.certificatePEM, isSecret: false, &made)
        }
    }

    private func isUsable(_ stem: String, _ authority: DevelopmentAuthority) -> Bool {
        guard let pair = pair(stem) else { return false }
        // With the authority behind it the leaf must have been issued by it.
        let chain = pair.certificatePEM + authority.pair.certificatePEM
        return
            (try? CertificateValidation.validate(
                chainPEM: chain, privateKeyPEM: pair.privateKeyPEM, nowSeconds: nowSeconds, requiredNames: names))
            != nil
    }
}
