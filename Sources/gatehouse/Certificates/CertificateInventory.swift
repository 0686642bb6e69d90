import GatehouseCertificates
import GatehouseConfiguration
import GatehouseCrypto
import GatehouseTransport

/// Every certificate, authority, revocation list and key file that a configuration names, judged as it lies on disk.
struct CertificateInventory {
    struct Entry {
        let item: RotationItem
        let result: Result<Material, RotationRefusal>
    }

    let entries: [Entry]

    /// Reads the configuration strictly, and then each file; what is wrong with one does not hide the others.
    init(file: String) throws(PreparationFailure) {
        guard let bytes = FileReading.bytes(at: file) else { throw .unreadable(file) }
        let document: ConfigurationDocument
        do { document = try ConfigurationDocument(reading: bytes, file: file) } catch { throw .invalid(error) }
        let now = Clock.wallSeconds()
        entries = document.rotationItems.map {
            Entry(item: $0, result: RotationRunner.inspect($0, replacing: nil, nowSeconds: now))
        }
    }

    /// As a table for people; generations are known from the report of the running gateway only.
    func lines(_ report: ReloadReport?) -> [String] {
        var rows = [["KIND", "NAME", "NAMES", "ISSUER", "KEY", "DAYS LEFT", "GENERATION", "STATE"]]
        for entry in entries { rows.append(Self.row(entry, report)) }
        return TextTable.align(rows)
    }

    private static func row(_ entry: Entry, _ report: ReloadReport?) -> [String] {
        let generation = report?.generations[entry.item.id].map { "\($0)" } ?? "-"
        let head = [entry.item.kind.word, entry.item.name]
        switch entry.result {
        case .success(let material): return head + facts(of: material) + [generation, "good"]
        case .failure(let refusal): return head + ["-", "-", "-", "-", generation, "refused: \(refusal.word)"]
        }
    }

    private static func facts(of material: Material) -> [String] {
        guard let leaf = material.leaf else {
            if case .key(_, let key) = material { return ["-", "-", key.algorithm.description, "-"] }
            return ["-", "-", "-", "-"]
        }
        let names = leaf.names.isEmpty ? leaf.subject : leaf.names.map(\.description).joined(separator: ",")
        let days = material.notAfterSeconds.map {
            "\(ExpiryNotice.daysLeft(notAfterSeconds: $0, nowSeconds: Clock.wallSeconds()))"
        }
        return [names, leaf.issuer, leaf.publicKey.algorithm.description, days ?? "-"]
    }

    /// What is wrong, one sentence for each item that would not serve.
    var problems: [String] {
        entries.compactMap { entry in
            guard case .failure(let refusal) = entry.result else { return nil }
            return "\(entry.item.id): \(refusal)"
        }
    }
}
