import GatehouseAudit
import GatehouseCertificates
import GatehouseConfiguration
import GatehouseTransport

/// Holds a pair against everything that a client would find wrong with it, before a listener serves it.
enum CertificateCheck {
    /// Notes problems and warnings.
    static func check(chain: String, key: String, _ settings: CertificateSettings, in builder: SnapshotBuilder) {
        do {
            let certificate = try CertificateValidation.validate(
                chainPEM: chain, privateKeyPEM: key, nowSeconds: Clock.wallSeconds())
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
