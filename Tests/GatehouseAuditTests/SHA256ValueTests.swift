import Testing

@testable import GatehouseAudit

struct SHA256ValueTests {
    @Test(arguments: [0, 1, 31, 33, 64]) func refusesOtherCounts(count: Int) {
        let bytes = [UInt8](repeating: 0, count: count)
        let value = SHA256Value(bytes.span)
        #expect(value == nil)
    }

    @Test func isWrittenAsHexadecimalInOrder() throws {
        let bytes = (0..<32).map { UInt8($0 * 8) }
        let value = SHA256Value(bytes.span)
        let text = written { $0.appendMember("d", digest: value) }
        #expect(
            String(decoding: text, as: UTF8.self)
                == ",\"d\":\"0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8\"")
    }
}
