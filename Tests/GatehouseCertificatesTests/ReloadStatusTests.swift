import Testing

@testable import GatehouseCertificates

struct ReloadStatusTests {
    @Test func countsAndRemembers() {
        var status = ReloadStatus(policyDigest: "aa", nowSeconds: 1)
        #expect(status.outcome == .started)
        status.refused(detail: "line 3")
        #expect(status.outcome == .refused(detail: "line 3"))
        #expect(status.policyDigest == "aa")
        #expect(status.loadedSeconds == 1)
        status.reloaded(policyDigest: "bb", nowSeconds: 9)
        status.requestAnswered()
        #expect(status.outcome == .reloaded)
        #expect((status.successCount, status.refusalCount, status.requestCount) == (1, 1, 1))
        #expect(status.policyDigest == "bb")
        #expect(status.loadedSeconds == 9)
    }
}
