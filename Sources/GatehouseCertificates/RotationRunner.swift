/// Runs the rotations of all items: reads and inspects files, and tells what is to be activated and reported.
///
/// Used on the control thread. It never swaps anything itself: whoever owns the snapshot takes `takeStaged()`, and
/// answers for each item with `activated` or `activationFailed`.
package final class RotationRunner {
    private struct Entry {
        let item: RotationItem
        var rotation: Rotation
        var expiry: ExpiryNotice

        init(item: RotationItem, rotation: Rotation) {
            self.item = item
            self.rotation = rotation
            expiry = item.expiryNotice
        }
    }

    /// Ends come closer without any event.
    private static let expiryNanoseconds: UInt64 = 3_600_000_000_000

    private var entries: [String: Entry] = [:]
    private var reports: [RotationReport] = []
    private var nextExpiryNanoseconds: UInt64 = 0

    package init() {}

    /// Takes up the items of a policy with what serves for each; items that are gone are forgotten.
    ///
    /// An item that is known with the same files and the same requirements goes on, with its generation.
    package func adopt(_ items: [RotationItem], serving materials: [String: Material]) {
        let known = entries
        entries = [:]
        for item in items {
            guard let material = materials[item.id] else { continue }
            if let entry = known[item.id], entry.item == item, entry.rotation.current == material {
                entries[item.id] = entry
            } else {
                entries[item.id] = Entry(item: item, rotation: Rotation(serving: material))
            }
        }
        nextExpiryNanoseconds = 0
    }

    /// The files of each item.
    package var fileGroups: [[String]] { entries.sorted { $0.key < $1.key }.map(\.value.item.files) }

    /// How all items stand, by identifier.
    package func statuses(nowSeconds: Int64) -> [RotationStatus] {
        entries.sorted { $0.key < $1.key }.map { _, entry in
            RotationStatus(entry.item, entry.rotation, nowSeconds: nowSeconds)
        }
    }

    /// When `advance` is to be called at the latest.
    package func wakeNanoseconds(nowNanoseconds: UInt64, nowSeconds: Int64) -> UInt64 {
        let pauses = entries.values.compactMap {
            $0.rotation.pauseNanoseconds(nowNanoseconds: nowNanoseconds, nowSeconds: nowSeconds)
        }
        return min(nextExpiryNanoseconds, pauses.min().map { nowNanoseconds &+ $0 } ?? .max)
    }

    /// True while an item waits for its second look.
    package var isLookingTwice: Bool {
        entries.values.contains { entry in
            if case .rereading = entry.rotation.state { true } else { false }
        }
    }

    // MARK: Events

    /// These files have changed; nil: look at all of them.
    package func filesChanged(_ paths: [String]?, nowNanoseconds: UInt64, nowSeconds: Int64) {
        for (id, entry) in entries {
            guard paths.map({ $0.contains(where: entry.item.files.contains) }) ?? true else { continue }
            carryOut(entries[id]?.rotation.filesChanged(), id, nowNanoseconds, nowSeconds)
        }
    }

    /// Time has passed: second looks, pairs that have become valid, ends that have come closer.
    package func advance(nowNanoseconds: UInt64, nowSeconds: Int64) {
        for id in entries.keys {
            let action = entries[id]?.rotation.clockAdvanced(nanoseconds: nowNanoseconds, seconds: nowSeconds)
            carryOut(action, id, nowNanoseconds, nowSeconds)
        }
        guard nowNanoseconds >= nextExpiryNanoseconds else { return }
        nextExpiryNanoseconds = nowNanoseconds &+ Self.expiryNanoseconds
        for id in entries.keys.sorted() { noteExpiry(id, nowSeconds) }
    }

    private func noteExpiry(_ id: String, _ nowSeconds: Int64) {
        guard let end = entries[id]?.rotation.current.notAfterSeconds,
            let days = entries[id]?.expiry.due(notAfterSeconds: end, nowSeconds: nowSeconds),
            let status = status(id, nowSeconds)
        else { return }
        reports.append(.ending(status, thresholdDays: days))
    }

    private func carryOut(
        _ action: Rotation.Action?, _ id: String, _ nowNanoseconds: UInt64, _ nowSeconds: Int64
    ) {
        switch action {
        case .nothing, .activate, nil: break
        case .read: read(id, nowNanoseconds, nowSeconds)
        case .report(let refusal):
            if let status = status(id, nowSeconds) { reports.append(.refused(status, refusal)) }
        }
    }

    private func read(_ id: String, _ nowNanoseconds: UInt64, _ nowSeconds: Int64) {
        guard let entry = entries[id] else { return }
        let result = Self.inspect(entry.item, replacing: entry.rotation.current, nowSeconds: nowSeconds)
        let action = entries[id]?.rotation.inspected(result, nowNanoseconds: nowNanoseconds)
        carryOut(action, id, nowNanoseconds, nowSeconds)
    }

    /// Reads and judges the files of an item; also what start and `gatehouse check` do.
    package static func inspect(
        _ item: RotationItem, replacing previous: Material?, nowSeconds: Int64
    ) -> Result<Material, RotationRefusal> {
        do {
            let texts = try MaterialFiles.read(item)
            return .success(
                try MaterialInspection.inspect(texts, of: item, replacing: previous, nowSeconds: nowSeconds))
        } catch {
            return .failure(error)
        }
    }

    // MARK: Activation

    /// What is good and waits to be used, by identifier.
    package var staged: [String: Material] {
        entries.compactMapValues { entry in
            if case .staged(let material) = entry.rotation.state { material } else { nil }
        }
    }

    /// The staged material of this item serves from now on.
    package func activated(_ id: String, nowSeconds: Int64) {
        entries[id]?.rotation.activated()
        if let item = entries[id]?.item { entries[id]?.expiry = item.expiryNotice }
        if let status = status(id, nowSeconds) { reports.append(.activated(status)) }
        noteExpiry(id, nowSeconds)
    }

    /// The staged material of this item does not fit; the last good one serves on.
    package func activationFailed(_ id: String, detail: String, nowNanoseconds: UInt64, nowSeconds: Int64) {
        carryOut(entries[id]?.rotation.activationFailed(detail: detail), id, nowNanoseconds, nowSeconds)
    }

    /// What is to be logged and recorded, oldest first; each once.
    package func takeReports() -> [RotationReport] {
        defer { reports = [] }
        return reports
    }

    private func status(_ id: String, _ nowSeconds: Int64) -> RotationStatus? {
        entries[id].map { RotationStatus($0.item, $0.rotation, nowSeconds: nowSeconds) }
    }
}

extension RotationItem {
    /// Lists are issued again and again, each for a few days.
    fileprivate var expiryNotice: ExpiryNotice {
        switch kind {
        case .certificate, .clientCertificate, .authorities, .webhookKey: ExpiryNotice()
        case .revocations: ExpiryNotice(days: ExpiryNotice.endOnly)
        }
    }
}
