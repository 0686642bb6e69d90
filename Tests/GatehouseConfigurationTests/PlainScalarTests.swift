import Testing

@testable import GatehouseConfiguration

struct PlainScalarTests {
    @Test(arguments: [
        "", "~", "null", "Null", "true", "NO", "on", "y", "0", "12", "-1", "+1", "1.5", ".5", "1e3", "0x1F", "0o17",
        "017",
        "1_000", "12:30:45", ".nan", "-.inf", "1.2", "2026-01-01",
    ])
    func knowsWhatReadersDisagreeOn(_ text: String) {
        #expect(PlainScalar.isAmbiguous(text))
    }

    @Test(arguments: ["a", "auto", "none", "5s", "256KiB", "10.0.0.1", "10.0.0.0/8", "TLSv1.2", "-", "v1", "nope"])
    func leavesTextAlone(_ text: String) {
        #expect(!PlainScalar.isAmbiguous(text))
    }
}
