import ArgumentParser
import Foundation

/// Shows what the gateway does to good and bad requests, on this machine alone.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run the gateway in front of a stand-in connector and send it good and bad requests.",
        discussion: """
            Makes a development authority, certificates and a webhook signing key in certs/dev/ on first use, starts a \
            connector that answers as the Connect SDK does, and the gateway in front of it with policies/connector.yaml. \
            A tour of requests over HTTP/1.1 and HTTP/2 shows what is let through and what is stopped; then the gateway \
            goes on serving until Ctrl-C.

            Changed in memory only: the upstream is the stand-in connector, the network `vpc` contains 127.0.0.2 as well, \
            and records go to a temporary folder, which is removed at the end.
            """)

    @Flag(help: "End after the tour: status 0 only if every verdict was right, 1 otherwise.")
    var once = false

    @Option(help: "The gateway's port on its address in the policy; 0 takes a free one. Default: the policy's port.")
    var port: UInt16?

    @Option(help: "The root of the repository, with policies/connector.yaml.")
    var directory = "."

    func validate() throws {
        // Nothing before a slash would be the root of the file system.
        if directory.isEmpty { throw ValidationError("--directory needs the name of a folder") }
    }

    func run() throws {
        let demo: Demo
        do {
            demo = try Demo(setting: DemoSetting(root: directory, port: port), root: directory)
            try demo.start()
        } catch {
            ErrorOutput.print(error.text)
            throw error.exitStatus.code
        }
        demo.introduce()
        let isRight = Self.showTour(of: demo)
        if !once { demo.serve() }
        demo.end()
        guard isRight || !once else { throw ExitStatus.failure.code }
    }

    /// - Returns: whether every verdict was right.
    private static func showTour(of demo: Demo) -> Bool {
        do {
            let results = try demo.takeTour()
            StandardOutput.print(TourTable(results, isColoured: isColoured).lines)
            return results.allSatisfy(\.isRight)
        } catch {
            ErrorOutput.print("gatehouse: there can be no tour: \(error)")
            return false
        }
    }

    /// Colours are for terminals whose owner has not declined them (https://no-color.org).
    private static var isColoured: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }
}
