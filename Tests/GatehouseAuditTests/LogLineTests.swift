import Testing

@testable import GatehouseAudit

struct LogLineTests {
    @Test func isTheEventAndItsFieldsInOrder() {
        let line = LogLine(
            "certificate_activated", ["name": .text("public"), "days_left": .integer(61), "staged": .flag(false)])
        #expect(line.text == "certificate_activated name=public days_left=61 staged=false")
        #expect(LogLine("started").text == "started")
    }

    @Test(arguments: [
        ("[2001:db8::1]:443", "[2001:db8::1]:443"),
        ("/etc/gatehouse/policy.yaml", "/etc/gatehouse/policy.yaml"),
        ("", "\"\""),
        ("two words", "\"two words\""),
        ("a=b", "\"a=b\""),
        ("x\nstarted forged=true", "\"x\\u000astarted forged=true\""),
        ("\u{1b}[2J", "\"\\u001b[2J\""),
        ("say \"no\"", "\"say \\u0022no\\u0022\""),
        ("é", "\"\\u00c3\\u00a9\""),
    ])
    func valuesStayInTheirField(value: String, expected: String) {
        #expect(LogLine("event", ["value": .text(value)]).text == "event value=\(expected)")
    }
}
