import ArgumentParser
import GatehouseAudit

/// How many rejections there were, and when.
struct AuditSummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Count rejections by reason, route, exposure and hour.",
        discussion: "Rejections that were counted together when they were recorded count as many as they were.")

    @OptionGroup var question: AuditQuestion

    func validate() throws {
        try question.refuseAccess()
    }

    func run() throws {
        var inquiry = try AuditInquiry(question)
        var summary = RecordSummary()
        inquiry.run { summary.add($0, $1) }
        AuditTables(
            total: summary.reasons.total,
            tables: [
                AuditTable("reason", summary.reasons), AuditTable("route", summary.routes),
                AuditTable("exposure", summary.exposures), AuditTable("hour", inOrder: summary.hours),
                AuditTable("event", summary.events),
            ]
        ).print(question.format)
        try inquiry.conclude()
    }
}
