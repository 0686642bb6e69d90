import ArgumentParser

/// Asks the audit trail.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Search, follow and count what was rejected.",
        discussion: """
            Reads the record files that `--config` names, those that were set aside and compressed included, or the files \
            given by path. Criteria are met together; several values of one criterion are alternatives.

            Examples:
              gatehouse audit -c policy.yaml --reason signature_invalid --since 1h
              gatehouse audit -c policy.yaml --client 203.0.113.0/24 --follow
              gatehouse audit summary -c policy.yaml --since 2026-11-24T00:00:00Z
              gatehouse audit top --format csv audit-20261125T165725.123456Z.jsonl.gz

            Exit status: 0 the files were read to their end, whether or not anything was found; 1 lines that are no \
            records were passed over, or a compressed file is damaged; 64 wrong command line; 66 a file cannot be read, \
            or there is none; 78 the configuration is not valid.
            """,
        subcommands: [AuditListCommand.self, AuditSummaryCommand.self, AuditTopCommand.self],
        defaultSubcommand: AuditListCommand.self)
}

/// How answers are written.
enum AuditFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case text
    /// Records as they are in the files; tables as one object.
    case json
    /// RFC 4180, with a header.
    case csv
}
