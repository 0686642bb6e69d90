import Testing

@testable import GatehouseSandbox

@Suite struct SandboxReportTests {
    @Test func aWholeSandboxIsTwoWords() {
        let report = SandboxReport(landlockVersion: 7, gaps: [])
        #expect(report.text == "landlock 7, seccomp")
        #expect(report.isComplete)
    }

    @Test func whatIsMissingIsNamedInOrder() {
        let report = SandboxReport(landlockVersion: 3, gaps: [.ports, .scopes])
        #expect(report.text == "landlock 3, seccomp; not in force: scopes, tcp_ports")
        #expect(report.isComplete)
    }

    @Test func withoutLandlockOrSeccompItIsNotWhole() {
        let files = SandboxReport(landlockVersion: 0, gaps: [.files, .ports, .truncation, .scopes])
        #expect(files.text == "seccomp; not in force: files, scopes, tcp_ports, truncation")
        #expect(!files.isComplete)
        #expect(!SandboxReport(landlockVersion: 7, gaps: [.calls]).isComplete)
        #expect(!SandboxReport(landlockVersion: 7, gaps: [.threads]).isComplete)
        let none = SandboxReport(landlockVersion: 0, gaps: Set(SandboxGap.allCases))
        #expect(none.text.hasPrefix("none; not in force: earlier_threads, files, memory, "))
    }
}
