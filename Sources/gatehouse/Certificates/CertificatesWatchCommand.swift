import ArgumentParser
import GatehouseCertificates
import GatehouseTransport

/// Tells of changes as the gateway would see them, for trying out how files are exchanged.
struct CertificatesWatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch the certificates and keys of a configuration and tell what each change would come to.",
        discussion: "Runs until it is interrupted. Nothing is served or changed.")

    @Option(name: .shortAndLong, help: "The configuration file (YAML).")
    var config: String

    func run() throws {
        let inventory = try CertificateInventory(orExit: config)
        for line in inventory.lines(nil) { print(line) }
        let runner = RotationRunner()
        var serving: [String: Material] = [:]
        for entry in inventory.entries { serving[entry.item.id] = try? entry.result.get() }
        runner.adopt(inventory.entries.map(\.item), serving: serving)
        try watch(runner)
    }

    private func watch(_ runner: RotationRunner) throws {
        let loop = try EventLoop()
        let watch = try FileWatch()
        try loop.register(watch, EventToken(rawValue: 0))
        watch.watch(runner.fileGroups)
        while true {
            let now = (loop.nowNanoseconds, Clock.wallSeconds())
            _ = loop.wait(
                untilNanoseconds: min(
                    watch.wakeNanoseconds, runner.wakeNanoseconds(nowNanoseconds: now.0, nowSeconds: now.1)))
            watch.takeEvents(nowNanoseconds: loop.nowNanoseconds)
            let changed = watch.changes(nowNanoseconds: loop.nowNanoseconds)
            runner.filesChanged(changed, nowNanoseconds: loop.nowNanoseconds, nowSeconds: Clock.wallSeconds())
            runner.advance(nowNanoseconds: loop.nowNanoseconds, nowSeconds: Clock.wallSeconds())
            for id in runner.staged.keys.sorted() { runner.activated(id, nowSeconds: Clock.wallSeconds()) }
            for report in runner.takeReports() { StandardOutput.print([Self.line(report)]) }
        }
    }

    private static func line(_ report: RotationReport) -> String {
        switch report {
        case .activated(let status): "\(status.item.id): would serve, generation \(status.generation)"
        case .refused(let status, let refusal): "\(status.item.id): refused (\(refusal.word)): \(refusal)"
        case .ending(let status, let days): "\(status.item.id): ends within \(days) days"
        }
    }
}
