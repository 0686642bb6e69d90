import GatehouseAdmin
import GatehouseCertificates
import GatehouseCrypto

extension CertificateStatus {
    /// What the admin pages tell of an item; nil for items without a certificate of our own.
    init?(_ status: RotationStatus) {
        guard case .certificate = status.item.kind, let leaf = status.leaf else { return nil }
        self.init(
            name: status.item.name, hosts: leaf.names.map(\.description), issuer: leaf.issuer,
            key: leaf.publicKey.algorithm.description, notBeforeSeconds: leaf.notBeforeSeconds,
            notAfterSeconds: leaf.notAfterSeconds, generation: status.generation)
    }
}
