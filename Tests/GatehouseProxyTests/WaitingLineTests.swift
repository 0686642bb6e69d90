import Testing

@testable import GatehouseProxy

@Suite struct WaitingLineTests {
    private func line(_ indexes: Range<UInt32>) -> WaitingLine {
        var line = WaitingLine()
        for index in indexes { line.append(WaitingLine.Place(index: index, generation: 1)) }
        return line
    }

    @Test func theOldestComesFirst() {
        var line = line(0..<1_000)
        for index in 0..<1_000 as Range<UInt32> {
            #expect(line.count == 1_000 - Int(index))
            #expect(line.popFirst()?.index == index)
        }
        #expect(line.isEmpty)
        #expect(line.popFirst() == nil)
    }

    @Test func thoseWhoHaveLeftAreTakenOut() {
        var line = line(0..<10)
        _ = line.popFirst()
        line.keep { $0.index % 2 == 0 }
        #expect(line.count == 4)
        #expect(line.popFirst()?.index == 2)
    }
}
