import ArgumentParser
import GatehouseTransport

/// Says whether a listener answers: the health check of an image that has no other client.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Connect to a listener and say whether it answers.",
        discussion: """
            Without a server name it connects and leaves, which shows that the listener is open. With one it completes a \
            TLS handshake and verifies the certificate, which shows that a worker answers and that clients will trust it. \
            No request is sent, and the gateway writes no record of it.

            Example:
              gatehouse probe --address 127.0.0.1:8443 --server-name gateway.example.com
            """)

    @Option(help: "Where the listener is: a numeric address and a port, `127.0.0.1:8443` or `[::1]:8443`.")
    var address: String

    @Option(help: "Shake hands for this name, and demand a certificate for it.")
    var serverName: String?

    @Option(help: "A file with the authorities to trust instead of the system's (PEM); goes with --server-name.")
    var ca: String?

    @Option(help: "The most seconds to wait, 1 to 60.")
    var timeout: UInt64 = 2

    func validate() throws {
        guard SocketAddress(address) != nil else {
            throw ValidationError("`\(address)` is no numeric address with port")
        }
        guard ca == nil || serverName != nil else { throw ValidationError("--ca needs --server-name") }
        guard (1...60).contains(timeout) else { throw ValidationError("--timeout is 1 to 60 seconds") }
    }

    func run() throws {
        guard let address = SocketAddress(address) else { throw ExitStatus.usage.code }
        let probe = Probe(address: address, identity: try identity(), timeoutNanoseconds: timeout * 1_000_000_000)
        do {
            try probe.run()
        } catch {
            ErrorOutput.print("gatehouse: \(address): \(error)")
            throw ExitStatus.failure.code
        }
    }

    private func identity() throws -> Probe.Identity? {
        guard let serverName else { return nil }
        guard let ca else { return Probe.Identity(serverName: serverName, authoritiesPEM: nil) }
        guard let authorities = FileReading.text(at: ca) else {
            ErrorOutput.print("gatehouse: cannot read the file \(ca)")
            throw ExitStatus.unreadable.code
        }
        return Probe.Identity(serverName: serverName, authoritiesPEM: authorities)
    }
}
