import GatehouseAudit

/// Something that an operator should look at this week, and that keeps nothing from running.
struct PreparationWarning {
    /// `.certificateWarning` or `.keyWarning`.
    let event: AuditEvent
    /// One sentence, with file and line in front.
    let text: String
}
