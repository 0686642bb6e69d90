import ArgumentParser

/// Certificates on disk: what they are, whether they would serve, and new ones for development.
struct CertificatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certs",
        abstract: "List, check, watch and make certificates.",
        subcommands: [
            CertificatesListCommand.self, CertificatesCheckCommand.self, CertificatesWatchCommand.self,
            CertificatesDevelopmentCommand.self,
        ])
}
