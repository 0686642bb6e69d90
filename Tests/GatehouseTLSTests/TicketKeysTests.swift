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
        let keyMaterial = [first.cipher, first.authentication, second.cipher, second.authentication].map { part in
            part.indices.map { part[$0] }
        }
        #expect(Set(keyMaterial).count == 4)
    }
}
