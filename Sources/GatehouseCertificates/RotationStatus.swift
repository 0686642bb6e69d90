package import GatehouseCrypto

/// How an item stands: a value for logs, commands and metrics.
package struct RotationStatus: Equatable, Sendable {
    package let item: RotationItem
    /// 1 at start; raised by each activation.
    package let generation: UInt64
    /// The certificate that people ask about; nil where there is none.
    package let leaf: CertificateFacts?
    /// Whole days until what serves ends; negative when it has; nil where nothing ends.
    package let daysLeft: Int64?
    /// How often new files were refused.
    package let refusalCount: UInt64
    /// Why the files that lie there now are not used; nil while they are.
    package let refusal: RotationRefusal?

    init(_ item: RotationItem, _ rotation: Rotation, nowSeconds: Int64) {
        self.item = item
        generation = rotation.generation
        leaf = rotation.current.leaf
        daysLeft = rotation.current.notAfterSeconds.map {
            ExpiryNotice.daysLeft(notAfterSeconds: $0, nowSeconds: nowSeconds)
        }
        refusalCount = rotation.refusalCount
        refusal = rotation.refusal
    }
}
