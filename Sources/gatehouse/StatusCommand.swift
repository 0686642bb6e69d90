import ArgumentParser
import GatehouseAdmin
import GatehouseTransport

/// Asks a running gateway how it is.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Print the state of a running gateway.",
        discussion: """
            Asks the admin listener, which the configuration names under `admin.listen`, and prints whether the gateway is \
            ready and why not, its certificates, connectors and routes.

            Exit status: 0 ready; 1 not ready; 69 nobody answers.
            """)

    /// What is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(help: "Where the admin listener is: the path of its socket, or its address and port.")
    var admin = "/run/gatehouse/admin.sock"

    @Option(help: "text or json.")
    var format = Format.text

    func run() throws {
        guard let place = ControlPlace(admin) else {
            throw ValidationError(
                "--admin is the path of a socket, with a / in it, or an address such as 127.0.0.1:9901")
        }
        let report = try fetch(at: place)
        switch format {
        case .text: StandardOutput.print(report.lines(atSeconds: Clock.wallSeconds()))
        case .json: StandardOutput.print([report.json])
        }
        if !report.isReady { throw ExitStatus.failure.code }
    }

    private func fetch(at place: ControlPlace) throws -> StatusReport {
        do {
            return try StatusReport(from: AdminClient(at: place))
        } catch {
            ErrorOutput.print("gatehouse: \(place): \(error.text)")
            throw ExitStatus.unavailable.code
        }
    }
}

extension AdminClient.Failure {
    /// For people.
    fileprivate var text: String {
        switch self {
        case .unreachable(let error): "no gateway answers (\(error))"
        case .timedOut: "the gateway does not answer in time"
        case .malformed: "what answers is no gateway of this version"
        }
    }
}
