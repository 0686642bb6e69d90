import GatehouseCertificates
import GatehouseTransport

/// Where a preparation gets materials from: what was staged, else what serves already, else the files.
///
/// What serves already is never read again here: that is for the rotation, which keeps the last good one.
final class MaterialSource {
    private let staged: [String: Material]
    private let former: [String: Material]
    private let formerItems: Set<RotationItem>
    /// Everything that was asked for, by item.
    private(set) var taken: [String: Material] = [:]
    /// In the order in which they were asked for.
    private(set) var items: [RotationItem] = []

    init(staged: [String: Material], former: [String: Material], formerItems: Set<RotationItem>) {
        self.staged = staged
        self.former = former
        self.formerItems = formerItems
    }

    /// The material of an item.
    func take(_ item: RotationItem) -> Result<Material, RotationRefusal> {
        if let material = taken[item.id] { return .success(material) }
        let result = find(item)
        if case .success(let material) = result {
            taken[item.id] = material
            items.append(item)
        }
        return result
    }

    private func find(_ item: RotationItem) -> Result<Material, RotationRefusal> {
        if let material = staged[item.id] { return .success(material) }
        if formerItems.contains(item), let material = former[item.id] { return .success(material) }
        return RotationRunner.inspect(item, replacing: nil, nowSeconds: Clock.wallSeconds())
    }
}
