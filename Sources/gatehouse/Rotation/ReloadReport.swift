import GatehouseCertificates

/// The contents of the status file: what `gatehouse reload` and `gatehouse certs list --pid` read.
///
/// Lines of `name=value`; a detail of several lines has its line ends escaped.
struct ReloadReport: Equatable {
    /// Requests (SIGHUP) that were answered so far.
    var requestCount: UInt64
    /// `started`, `reloaded` or `refused`.
    var outcome: String
    /// Why, when the policy was refused; else empty.
    var detail: String
    /// SHA-256 of the policy that serves, in hexadecimal.
    var policyDigest: String
    /// By item: how often it was activated, 1 at start.
    var generations: [String: UInt64]
    /// By item whose files are refused: the reason word.
    var refusals: [String: String]

    init(_ status: ReloadStatus, _ items: [RotationStatus]) {
        requestCount = status.requestCount
        policyDigest = status.policyDigest
        switch status.outcome {
        case .started: (outcome, detail) = ("started", "")
        case .reloaded: (outcome, detail) = ("reloaded", "")
        case .refused(let reason): (outcome, detail) = ("refused", reason)
        }
        generations = [:]
        refusals = [:]
        for item in items {
            generations[item.item.id] = item.generation
            refusals[item.item.id] = item.refusal?.word
        }
    }

    /// Reads what `text` wrote; nil for anything else.
    init?(parsing text: String) {
        var values: [String: String] = [:]
        generations = [:]
        refusals = [:]
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { return nil }
            let (name, value) = (String(line[..<equals]), String(line[line.index(after: equals)...]))
            if name.hasPrefix("generation ") {
                generations[String(name.dropFirst(11))] = UInt64(value)
            } else if name.hasPrefix("refused ") {
                refusals[String(name.dropFirst(8))] = value
            } else {
                values[name] = value
            }
        }
        guard let count = values["requests"].flatMap({ UInt64($0) }), let outcome = values["outcome"],
            let policyDigest = values["policy"]
        else { return nil }
        requestCount = count
        self.outcome = outcome
        self.policyDigest = policyDigest
        detail = (values["detail"] ?? "").replacing("\\n", with: "\n")
    }

    /// As the file holds it.
    var text: String {
        var lines = ["requests=\(requestCount)", "outcome=\(outcome)", "policy=\(policyDigest)"]
        if !detail.isEmpty { lines.append("detail=\(detail.replacing("\n", with: "\\n"))") }
        for (id, generation) in generations.sorted(by: { $0.key < $1.key }) {
            lines.append("generation \(id)=\(generation)")
        }
        for (id, word) in refusals.sorted(by: { $0.key < $1.key }) { lines.append("refused \(id)=\(word)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
