import Testing

@testable import GatehouseTransport

@Suite struct EventTokenTests {
    @Test(arguments: [(0, 0, 0), (255, .max, EventToken.generationLimit - 1), (3, 1, 2)] as [(UInt8, UInt32, UInt32)])
    func keepsItsParts(kind: UInt8, slot: UInt32, generation: UInt32) {
        let token = EventToken(kind: kind, slot: slot, generation: generation)
        #expect(token.kind == kind)
        #expect(token.slot == slot)
        #expect(token.generation == generation)
        #expect(EventToken(rawValue: token.rawValue) == token)
    }

    @Test func generationsWrapWithoutTouchingTheKind() {
        let token = EventToken(kind: 1, slot: 5, generation: EventToken.generationLimit)
        #expect(token == EventToken(kind: 1, slot: 5, generation: 0))
    }
}
