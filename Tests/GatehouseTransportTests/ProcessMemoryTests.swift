import GatehouseTransport
import Testing

@Suite struct ProcessMemoryTests {
    /// Large enough that nothing else in the process hides it.
    @Test func whatIsAskedForCountsUntilItIsGivenBack() {
        let count = 256 << 20
        let before = ProcessMemory.allocatedByteCount
        var block = [UInt8](repeating: 1, count: count)
        block[0] = 2
        #expect(ProcessMemory.allocatedByteCount > before + UInt64(count) / 2)
        #expect(block.count == count)
        block = []
        #expect(ProcessMemory.allocatedByteCount < before + UInt64(count) / 2)
    }

    @Test func theLimitOfDescriptorsIsKnown() {
        #expect(DescriptorLimit.current >= 64)
        DescriptorLimit.raise()
        #expect(DescriptorLimit.current >= 64)
    }
}
