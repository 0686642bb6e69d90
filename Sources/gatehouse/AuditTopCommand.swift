import ArgumentParser
import GatehouseAudit

/// Who and what is rejected most.
struct AuditTopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "The clients, paths, reasons and routes with the most rejections.",
        discussion: """
            Rejections that were counted together when they were recorded count as many as they were, for their client \
            network and for the path of the first of them.
            """)

    @OptionGroup var question: AuditQuestion

    @Option(name: .shortAndLong, help: "Rows in each table.")
    var limit = 10

    func validate() throws {
        try question.refuseAccess()
        guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000000") }
    }

    func run() throws {
        var inquiry = try AuditInquiry(question)
        var top = RecordTop()
        inquiry.run { top.add($0, $1) }
        AuditTables(
            total: top.reasons.total,
            tables: [
                AuditTable("client", top.clients, limit: limit), AuditTable("path", top.paths, limit: limit),
                AuditTable("reason", top.reasons, limit: limit), AuditTable("route", top.routes, limit: limit),
            ]
        ).print(question.format)
        try inquiry.conclude()
    }
}
