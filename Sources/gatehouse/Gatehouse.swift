import ArgumentParser

/// The command line. Each subcommand is a file of its own.
@main
struct Gatehouse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse",
        abstract: "A default-deny edge gateway in front of a webhook connector.",
        discussion: """
            Terminates TLS, lets through only what a route names, verifies webhook signatures before a byte reaches the \
            connector, forwards over HTTP/2, and writes down every rejection.

            \(ExitStatus.help)
            """,
        version: "gatehouse \(BuildInfo.version)",
        subcommands: [
            RunCommand.self, CheckCommand.self, ReloadCommand.self, StatusCommand.self, CertificatesCommand.self,
            AuditCommand.self, ProbeCommand.self, SignCommand.self, DemoCommand.self,
        ])
}
