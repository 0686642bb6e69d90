import ArgumentParser
import GatehouseConfiguration
import GatehousePolicy
import GatehouseProxy

/// Says whether a configuration would run, without running it.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration without starting anything.",
        discussion: """
            Does everything that `run` does before it binds: reads the file strictly, reads keys and certificates, resolves \
            upstream names, builds the route table. Errors go to standard error with file, line, key and a hint, all of \
            them at once; warnings (weak keys, certificates near their end) do not fail the check. On success prints what \
            would be exposed.
            """)

    @Option(name: .shortAndLong, help: "The configuration file (YAML).")
    var config: String

    func run() throws {
        let preparation: Preparation
        do {
            preparation = try Preparation(file: config)
        } catch {
            ErrorOutput.print(error.text)
            throw error.exitStatus.code
        }
        for warning in preparation.warnings { ErrorOutput.print("warning: \(warning.text)") }
        print("\(config): valid")
        for line in ExposureTable(preparation.snapshot.routes).lines { print(line) }
    }
}
