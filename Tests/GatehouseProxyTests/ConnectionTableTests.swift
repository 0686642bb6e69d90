import Testing

@testable import GatehouseProxy

@Suite struct ConnectionTableTests {
    private final class Thing {}

    @Test func aTokenOfAnEarlierUseFindsNothing() {
        var table = ConnectionTable<Thing>()
        let (slot, generation) = table.reserve()
        table.put(Thing(), at: slot)
        #expect(table.find(slot: slot, generation: generation) != nil)
        table.remove(slot: slot)
        #expect(table.find(slot: slot, generation: generation) == nil)
        let next = table.reserve()
        #expect(next.slot == slot)
        #expect(next.generation != generation)
        table.put(Thing(), at: slot)
        #expect(table.find(slot: slot, generation: generation) == nil)
        #expect(table.count == 1)
    }
}
