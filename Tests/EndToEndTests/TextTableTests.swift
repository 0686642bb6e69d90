import Testing

@testable import gatehouse

struct TextTableTests {
    @Test func columnsAreAsWideAsTheirWidestCell() {
        #expect(TextTable.lines([["A", "LONG"], ["bbb", "c"], ["", ""]]) == ["A    LONG", "bbb  c", ""])
    }

    @Test func nothingIsNoTable() {
        #expect(TextTable.lines([]) == [])
    }
}
