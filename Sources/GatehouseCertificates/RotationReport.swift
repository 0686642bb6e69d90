package import GatehouseAudit
import GatehouseCrypto

/// What a rotation has to say to the operator: for the log, the audit trail and counters.
package enum RotationReport: Equatable, Sendable {
    /// New files serve.
    case activated(RotationStatus)
    /// New files are not used; the last good ones serve on.
    case refused(RotationStatus, RotationRefusal)
    /// What serves ends within so many days; 0: it has ended, and serves on for want of anything better.
    case ending(RotationStatus, thresholdDays: Int64)

    /// The word for the audit record.
    package var event: AuditEvent {
        switch self {
        case .activated: .rotationActivated
        case .refused: .rotationRefused
        case .ending: .validityEnding
        }
    }

    /// The values that go with it, for record and log alike.
    package var fields: LogFields {
        switch self {
        case .activated(let status):
            return Self.fields(of: status)
        case .refused(let status, let refusal):
            var fields = Self.fields(of: status)
            fields.append("reason", .text(refusal.word))
            fields.append("detail", .text(refusal.description))
            return fields
        case .ending(let status, let thresholdDays):
            var fields = Self.fields(of: status)
            fields.append("threshold_days", .integer(thresholdDays))
            return fields
        }
    }

    private static func fields(of status: RotationStatus) -> LogFields {
        var fields: LogFields = [
            "kind": .text(status.item.kind.word), "name": .text(status.item.name),
            "generation": .integer(Int64(clamping: status.generation)),
        ]
        if let serial = status.leaf?.serialNumber { fields.append("serial", .text(serial)) }
        if let daysLeft = status.daysLeft { fields.append("days_left", .integer(daysLeft)) }
        return fields
    }
}
