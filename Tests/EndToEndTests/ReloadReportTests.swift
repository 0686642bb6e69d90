import GatehouseCertificates
import Testing

@testable import gatehouse

@Suite struct ReloadReportTests {
    @Test func isReadAsItWasWritten() throws {
        var status = ReloadStatus(policyDigest: "ab", nowSeconds: 0)
        var report = ReloadReport(status, [])
        report.generations = ["certificate:edge": 7, "webhook_key:fluent/one": 1]
        report.refusals = ["certificate:edge": "expired"]
        #expect(ReloadReport(parsing: report.text) == report)
        status.refused(detail: "policy.yaml:3: a=b\npolicy.yaml:4: c")
        status.requestAnswered()
        let refused = ReloadReport(status, [])
        #expect(refused.text.split(separator: "\n").count == 4, "one line for each value")
        #expect(ReloadReport(parsing: refused.text) == refused)
    }

    @Test(arguments: ["", "requests", "requests=x\noutcome=started\npolicy=a\n", "requests=1\noutcome=started\n"])
    func nothingElseIsRead(_ text: String) {
        #expect(ReloadReport(parsing: text) == nil)
    }
}
