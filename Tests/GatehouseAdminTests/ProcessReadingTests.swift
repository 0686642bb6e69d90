import Foundation
import GatehouseAudit
import Testing

@testable import GatehouseAdmin

struct ProcessReadingTests {
    @Test func agreesWithWhatIsKnown() throws {
        let process = ProcessReading.read()
        #expect(process.residentBytes > 1 << 20)
        #expect(process.openDescriptors >= 3)
        #expect(process.descriptorLimit >= process.openDescriptors)
        #expect(process.processorSeconds > 0)
        let now = Int64(Date().timeIntervalSince1970)
        #expect(process.startSeconds <= now + 1 && process.startSeconds > now - 86_400)
    }

    @Test func descriptorsAreCounted() throws {
        let before = ProcessReading.read().openDescriptors
        let handles = (0..<50).compactMap { _ in FileHandle(forReadingAtPath: "/dev/null") }
        // Other tests run meanwhile and have descriptors of their own.
        #expect(ProcessReading.read().openDescriptors >= before + 20)
        withExtendedLifetime(handles) {}
    }
}
