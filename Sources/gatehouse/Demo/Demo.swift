import GatehouseTransport
import Logging

/// The demo while it runs: connector, gateway and tour, with what it says to people. Used on the main thread.
final class Demo {
    private let setting: DemoSetting
    private let root: String
    private let process: GatewayProcess

    /// Prepares the gateway; nothing serves yet.
    ///
    /// - Parameters:
    ///   - setting: what it runs on.
    ///   - root: of the repository, as the user named it: for the paths in what is printed.
    /// - Throws: when the system has no resources, or the record files cannot be opened.
    init(setting: DemoSetting, root: String) throws(DemoSetting.Failure) {
        self.setting = setting
        self.root = root
        try Self.refuseTakenPort(setting.listenerAddress)
        try setting.makeRecordsFolder()
        do {
            // Quiet, so that the table stays readable: warnings would be about the demo's own keys.
            process = try GatewayProcess(setting.preparation, logger: OperatorLog.make(level: .error))
        } catch {
            throw DemoSetting.Failure(text: "gatehouse: \(error)", exitStatus: .system)
        }
    }

    /// The workers share their port, and the system would share it with another gateway as well: half of the requests
    /// would be answered by that one.
    private static func refuseTakenPort(_ wanted: SocketAddress?) throws(DemoSetting.Failure) {
        guard let wanted else { return }
        do {
            _ = try Socket.listening(on: wanted, sharesPort: false)
        } catch {
            throw DemoSetting.Failure(
                text: "gatehouse: \(wanted) cannot be had (\(error)): end what listens there, or choose another port "
                    + "with --port", exitStatus: .system)
        }
    }

    /// Where the gateway listens.
    var address: SocketAddress { process.boundAddresses.first ?? .loopback(port: 0) }

    /// Starts connector and gateway.
    func start() throws(DemoSetting.Failure) {
        do {
            try process.start()
            // After the gateway has set the signal mask that threads inherit.
            try setting.connector.start()
        } catch {
            setting.removeRecordsFolder()
            throw DemoSetting.Failure(text: "gatehouse: \(error)", exitStatus: .system)
        }
    }

    /// Prints what runs where.
    func introduce() {
        StandardOutput.print(introduction)
    }

    /// Sends the requests of the tour.
    ///
    /// - Throws: when there can be no tour: the keys do not work.
    func takeTour() throws -> [TourResult] {
        let client = try TourClient(server: address, authoritiesPEM: setting.files.authorityPEM)
        let tour = try Tour(TourBodies(key: setting.files.signingKey))
        return TourGuide(client: client, connector: setting.connector).take(tour)
    }

    /// Prints what to try, and serves until SIGINT or SIGTERM.
    func serve() {
        StandardOutput.print(invitation)
        process.waitForEnd()
    }

    /// Ends gateway and connector; the folder of the records goes with them.
    func end() {
        stop()
        setting.removeRecordsFolder()
    }

    /// Ends gateway and connector; every record is written then.
    func stop() {
        process.end()
        setting.connector.stop()
    }

    // MARK: Words

    private var introduction: [String] {
        [
            "gateway    https://\(address), policy \(DemoSetting.policyPath)",
            "connector  stand-in on \(setting.connector.address), cleartext HTTP/2",
            "clients    public 127.0.0.1; private 127.0.0.2, which the demo adds to the network `vpc` in memory",
            "records    \(setting.records)/ (audit.jsonl, access.jsonl)",
        ] + filesMade + [""]
    }

    private var filesMade: [String] {
        let names = setting.files.made
        guard !names.isEmpty else { return ["files      as found in \(DemoFiles.folder)/"] }
        return ["files      made in \(DemoFiles.folder)/:"] + names.map { "           \($0)" }
    }

    private var invitation: [String] {
        let base = "https://\(address)"
        let curl = "curl --cacert \(shellPath(DemoFiles.path("ca.cert.pem")))"
        let event = "\(setting.records)/event.json"
        let fields = "\(setting.records)/fields.txt"
        return [
            "",
            "Serving until Ctrl-C. To try in another terminal, in the same folder:",
            "",
            "# A private route: for the world (403), and for the private network (200).",
            "\(curl) \(base)/actuator/health",
            "\(curl) --interface 127.0.0.2 \(base)/actuator/health",
            "",
            "# A webhook: with its signature (200), and without (401).",
            "\(ShellWord.quoted(CommandLine.arguments[0])) sign --key \(shellPath(DemoFiles.path("webhook-signing.key.pem"))) \\",
            "  \(event) > \(fields)",
            "\(curl) -H @\(fields) --data-binary @\(event) \\",
            "  \(base)\(Tour.webhook)",
            "\(curl) --data-binary @\(event) \(base)\(Tour.webhook)",
            "",
            "# A detour that some connectors would follow to the actuator (400), and a path that no route names (404).",
            "\(curl) --path-as-is '\(base)\(Tour.webhook)/..;/..;/..;/..;/actuator/env'",
            "\(curl) \(base)/anything/else",
            "",
            "# What was written down about it.",
            "tail -n 5 \(setting.records)/audit.jsonl",
        ]
    }

    private func shellPath(_ path: String) -> String {
        ShellWord.quoted(DemoSetting.join(root, path))
    }
}
