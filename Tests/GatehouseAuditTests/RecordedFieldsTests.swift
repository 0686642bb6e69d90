import GatehouseHTTP
import Testing

@testable import GatehouseAudit

struct RecordedFieldsTests {
    private func record(_ fields: RecordedFields, _ head: borrowing FieldBlock) throws -> [String: Any] {
        var queue = ByteQueue()
        queue.openRecord("access", at: Timestamp(nanoseconds: 0))
        fields.append(from: head, to: &queue)
        queue.closeRecord()
        return try parsed(bytes(of: queue))
    }

    @Test(arguments: [
        (["Cookie"], RecordedFieldsError.secret("cookie")),
        (["user-agent", "Fluent-Signature"], .secret("fluent-signature")),
        (["accept", "ACCEPT"], .repeated("accept")),
        ([""], .notAName("")),
        (["a b"], .notAName("a b")),
        (["a\nb"], .notAName("a\nb")),
        ((0...16).map { "x-\($0)" }, .tooMany(17)),
    ])
    func refuses(names: [String], expected: RecordedFieldsError) {
        #expect(throws: expected) { try RecordedFields(names: names) }
    }

    @Test func tellsThoseThatAreThere() throws {
        let fields = try RecordedFields(names: ["Accept", "User-Agent", "Via"])
        var head = FieldBlock()
        head.append(name: "user-agent", value: "first \"quoted\"")
        head.append(name: "user-agent", value: "second")
        head.append(name: "via", value: "1.1 proxy\u{7f}")
        head.append(name: "x-other", value: "untold")
        let told = try #require(record(fields, head)["fields"] as? [String: String])
        #expect(told == ["user-agent": "first \"quoted\"", "via": "1.1 proxy\u{7f}"])
    }

    @Test func leavesNoMemberWhenNoneIsThere() throws {
        let head = SampleFacts.head()
        #expect(try record(RecordedFields(names: ["accept"]), head)["fields"] == nil)
        #expect(try record(.none, head)["fields"] == nil)
    }

    @Test func longValuesAreCut() throws {
        var head = FieldBlock()
        head.append(name: "user-agent", value: String(repeating: "a", count: 5000))
        let told = try #require(
            record(RecordedFields(names: ["user-agent"]), head)["fields"] as? [String: String])
        #expect(told["user-agent"]?.count == ByteQueue.maximumTextBytes)
    }
}
