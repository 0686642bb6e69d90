import ArgumentParser
import GatehouseAudit
import GatehouseConfiguration
import GatehouseProxy
import GatehouseTransport
import Logging

/// Runs the gateway until it is told to end.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the gateway.",
        discussion: """
            Reads the configuration, refuses to start on any error in it, binds every listener, and serves until SIGTERM or \
            SIGINT: then open exchanges finish within `drain.deadline`, and the process ends with status 0.

            Records go where `audit` says; the operator's log goes to standard error.
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
        do {
            let process = try GatewayProcess(preparation)
            try process.run()
        } catch {
            ErrorOutput.print("gatehouse: \(error)")
            throw ExitStatus.system.code
        }
    }
}
