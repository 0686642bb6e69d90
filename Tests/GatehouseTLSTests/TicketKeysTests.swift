import GatehouseCrypto
import Testing

@testable import GatehouseTLS

@Suite struct TicketKeysTests {
    @Test func remembersOneKeyBack() throws {
        let keys = try TicketKeys()
        let first = keys.current
        #expect(keys.key(named: first.name.span)?.isCurrent == true)
        try keys.rotate()
        #expect(keys.key(named: first.name.span)?.isCurrent == false)
        #expect(keys.key(named: keys.current.name.span)?.isCurrent == true)
        try keys.rotate()
        #expect(keys.key(named: first.name.span) == nil)
    }

    @Test func keysDiffer() throws {
        let keys = try TicketKeys()
        let first = keys.current
        try keys.rotate()
        let second = keys.current
        let keyMaterial = [first, second].flatMap { key in
            key.secret.withBytes { bytes in
                let all = bytes.indices.map { bytes[$0] }
                return [Array(all.prefix(32)), Array(all.suffix(32))]
            }
        }
        #expect(keyMaterial.allSatisfy { $0.count == 32 })
        #expect(Set(keyMaterial).count == 4)
    }
}
