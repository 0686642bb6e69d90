import ArgumentParser

/// What lies on disk, as a table.
struct CertificatesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the certificates and keys of a configuration: names, issuer, key, days left, generation.",
        discussion: """
            Shows the files as they lie on disk. Generations are known to the running gateway only: name the file that \
            `run --pid-file` wrote to see them.
            """)

    @Option(name: .shortAndLong, help: "The configuration file (YAML).")
    var config: String

    @Option(help: "The file that `run --pid-file` wrote.")
    var pid: String?

    func run() throws {
        let report = pid.flatMap { FileReading.text(at: ProcessFile.statusPath(for: $0)) }
            .flatMap { ReloadReport(parsing: $0) }
        for line in try CertificateInventory(orExit: config).lines(report) { print(line) }
    }
}

extension CertificateInventory {
    /// Says on standard error why the configuration cannot be read, and ends the command.
    init(orExit file: String) throws {
        do throws(PreparationFailure) {
            try self.init(file: file)
        } catch {
            ErrorOutput.print(error.text)
            throw error.exitStatus.code
        }
    }
}
