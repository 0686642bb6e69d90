import ArgumentParser

/// Whether what lies on disk would serve.
struct CertificatesCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the certificates and keys of a configuration as the gateway would before it serves them.",
        discussion: "Status 0 when all would serve, 78 when one would not; the reasons go to standard error.")

    @Option(name: .shortAndLong, help: "The configuration file (YAML).")
    var config: String

    func run() throws {
        let inventory = try CertificateInventory(orExit: config)
        for problem in inventory.problems { ErrorOutput.print(problem) }
        guard inventory.problems.isEmpty else { throw ExitStatus.configuration.code }
        print("\(inventory.entries.count) items would serve")
    }
}
