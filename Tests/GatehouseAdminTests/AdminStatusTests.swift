import Testing

@testable import GatehouseAdmin

struct AdminStatusTests {
    @Test(arguments: [
        (Int64(0), Int64(0)), (86_399, 0), (86_400, 1), (-1, -1), (-86_400, -1), (-86_401, -2),
    ])
    func daysLeftAreRoundedDown(_ left: Int64, _ days: Int64) {
        let certificate = CertificateStatus(
            name: "a", hosts: [], issuer: "", key: "", notBeforeSeconds: 0, notAfterSeconds: 1_000_000 + left,
            generation: 1)
        #expect(certificate.daysLeft(atSeconds: 1_000_000) == days)
    }
}
