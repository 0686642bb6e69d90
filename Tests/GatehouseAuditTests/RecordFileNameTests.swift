import Testing

@testable import GatehouseAudit

struct RecordFileNameTests {
    private let time = Timestamp(nanoseconds: 1_795_622_611_123_456_789)

    @Test(arguments: [
        ("audit.jsonl", "audit-20261125T160331.123456Z.jsonl"), ("audit", "audit-20261125T160331.123456Z"),
        (".audit", ".audit-20261125T160331.123456Z"), ("a.b.log", "a.b-20261125T160331.123456Z.log"),
    ])
    func namesTellTheTime(_ current: String, _ expected: String) {
        let name = RecordFileName(current: current)
        #expect(name.rotated(at: time) == expected)
        #expect(name.kind(of: expected) == .rotated(time: "20261125T160331.123456Z"))
        #expect(name.kind(of: expected + ".gz") == .compressed(time: "20261125T160331.123456Z"))
        #expect(name.kind(of: expected + ".gz.part") == .unfinished)
        #expect(name.kind(of: current) == .current)
    }

    @Test(arguments: [
        "", "audit", "audit.jsonl.1", "audit-.jsonl", "audit-20261125.jsonl", "audit-20261125T160331.123456Z.jsonl.bz2",
        "audit-2026x125T160331.123456Z.jsonl", "access-20261125T160331.123456Z.jsonl",
        "audit-20261125T160331.123456Z.json",
        "audit-eu-20261125T160331.123456Z.jsonl",
    ])
    func otherFilesAreNotTouched(_ other: String) {
        #expect(RecordFileName(current: "audit.jsonl").kind(of: other) == nil)
    }
}
