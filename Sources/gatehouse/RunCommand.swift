import ArgumentParser
import Foundation
import GatehouseAudit
import GatehouseConfiguration
import GatehouseCrypto
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

            SIGHUP and changes of files load them again: certificates and keys as they come, the configuration when all of it \
            is valid; otherwise what serves stays (`gatehouse reload`).

            Records go where `audit` says; the operator's log goes to standard error.
            """)

    @Option(name: .shortAndLong, help: "The configuration file (YAML).")
    var config: String

    @Option(help: "Write the number of the process here, and to FILE.status how reloads have ended.")
    var pidFile: String?

    func run() throws {
        // Before the preparation, which leaves room under the limit.
        DescriptorLimit.raise()
        // Before the first key is read.
        let keyMemory = SecretMemory.prepare()
        let preparation: Preparation
        do {
            preparation = try Preparation(file: config)
        } catch {
            ErrorOutput.print(error.text)
            throw error.exitStatus.code
        }
        let processFile = pidFile.map { ProcessFile(path: $0) }
        let environment = ProcessInfo.processInfo.environment
        let sandbox = SandboxPlan(
            circumstances: SandboxPlan.Circumstances(
                policyFile: config, processFile: pidFile, notifySocket: environment["NOTIFY_SOCKET"],
                memoryFiles: MemoryBudget.limitFiles(cgroup: FileReading.text(at: "/proc/self/cgroup") ?? ""),
                workingFolder: FileManager.default.currentDirectoryPath))
        do {
            // Before the first thread: threads inherit it.
            let confinement = try Confinement(preparation.document, sandbox, keyMemory: keyMemory)
            let process = try GatewayProcess(
                preparation, confinement: confinement, policyFile: config, processFile: processFile)
            try processFile?.writeNumber()
            try process.run()
        } catch {
            processFile?.remove()
            ErrorOutput.print("gatehouse: \(error)")
            throw ExitStatus.system.code
        }
    }
}
