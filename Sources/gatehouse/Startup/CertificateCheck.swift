import GatehouseAdmin
import GatehouseAudit
import GatehouseCertificates
import GatehouseConfiguration
import GatehouseCrypto
import GatehouseTransport

/// Holds a pair against everything that a client would find wrong with it, before a listener serves it.
enum CertificateCheck {
    /// Notes problems and warnings.
    static func check(chain: String, key: String, _ settings: CertificateSettings, in builder: SnapshotBuilder) {
        do {
            let certificate = try CertificateValidation.validate(
                chainPEM: chain, privateKeyPEM: key, nowSeconds: Clock.wallSeconds())
            builder.note(CertificateStatus(settings.name, certificate))
            for warning in certificate.warnings {
                builder.warn(settings.position, .certificateWarning, "certificate `\(settings.name)`: \(warning)")
            }
        } catch {
            builder.report(
                settings.position, "certificate `\(settings.name)` cannot be served: \(error)",
                hint: "\(settings.chainPath) and \(settings.keyPath)")
        }
    }
}

extension CertificateStatus {
    /// - Parameters:
    ///   - name: in the configuration.
    ///   - certificate: checked.
    ///   - generation: 1 for the one that the process starts with.
    init(_ name: String, _ certificate: ValidatedCertificate, generation: UInt64 = 1) {
        self.init(
            name: name, hosts: certificate.names.map(\.description), issuer: certificate.leaf.issuer,
            key: certificate.keyAlgorithm.description, notBeforeSeconds: certificate.leaf.notBeforeSeconds,
            notAfterSeconds: certificate.notAfterSeconds, generation: generation)
    }
}
