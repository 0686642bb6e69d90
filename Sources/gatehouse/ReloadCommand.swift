import ArgumentParser
import Foundation
import GatehouseTransport
import Glibc

/// Has a running gateway read its files again, and says how that went.
struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have a running gateway load its configuration, certificates and keys again.",
        discussion: """
            Sends SIGHUP to the process. With the file that `run --pid-file` wrote it waits for the answer in FILE.status: \
            status 0 when the policy was loaded and no certificate or key was refused; status 1 when something was refused, \
            what served before serves on, and the reason is printed. With a number there is nowhere to look for an answer: \
            status 0 means that the signal was sent.
            """)

    @Option(help: "The file that `run --pid-file` wrote, or the number of a process.")
    var pid: String

    @Option(help: "Seconds to wait for the answer.")
    var timeout: UInt64 = 30

    func run() throws {
        if let number = Int32(pid) {
            try signal(number)
            return print("SIGHUP was sent; the log of the process tells how the reload has ended")
        }
        let text = FileReading.text(at: pid)?.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let number = text.flatMap({ Int32($0) }) else {
            throw fail("\(pid): holds no process number", .unreadable)
        }
        let before = report()?.requestCount ?? 0
        try signal(number)
        try tell(try answer(after: before))
    }

    private func signal(_ number: Int32) throws {
        // A number of 0 or below would name whole groups of processes.
        guard number > 0, kill(number, SIGHUP) == 0 else {
            throw fail("the process \(number) cannot be signalled", .system)
        }
    }

    private func report() -> ReloadReport? {
        FileReading.text(at: ProcessFile.statusPath(for: pid)).flatMap { ReloadReport(parsing: $0) }
    }

    private func answer(after count: UInt64) throws -> ReloadReport {
        let deadline = Clock.monotonicNanoseconds() &+ timeout &* 1_000_000_000
        while Clock.monotonicNanoseconds() < deadline {
            if let report = report(), report.requestCount > count { return report }
            usleep(20_000)
        }
        throw fail("no answer within \(timeout) s in \(ProcessFile.statusPath(for: pid))", .failure)
    }

    private func tell(_ report: ReloadReport) throws {
        for (id, word) in report.refusals.sorted(by: { $0.key < $1.key }) {
            ErrorOutput.print("\(id): refused (\(word)); the last good one serves")
        }
        guard report.outcome != "refused" else {
            throw fail("the policy was refused, the one before it serves:\n\(report.detail)", .failure)
        }
        print("policy \(report.policyDigest) serves")
        guard report.refusals.isEmpty else { throw ExitStatus.failure.code }
    }

    private func fail(_ text: String, _ status: ExitStatus) -> ExitCode {
        ErrorOutput.print("gatehouse: \(text)")
        return status.code
    }
}
