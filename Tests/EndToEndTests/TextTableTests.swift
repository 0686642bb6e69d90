import Testing

@testable import gatehouse

struct TextTableTests {
    @Test func columnsAreAsWideAsTheirWidestCell() {
        #expect(TextTable.align([["A", "LONG"], ["bbb", "c"], ["", ""]]) == ["A    LONG", "bbb  c", ""])
    }

    @Test func nothingIsNoTable() {
        #expect(TextTable.align([]) == [])
    }
}
