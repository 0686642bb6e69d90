import Glibc
import Synchronization
import Testing

@testable import GatehouseTransport

@Suite struct WorkerThreadTests {
    @Test func runsElsewhereAndEnds() throws {
        let other = Seen()
        let thread = try WorkerThread.spawn(name: "a-name-that-is-too-long") { other.look() }
        thread.join()
        #expect(other.thread.load(ordering: .acquiring) != 0)
        #expect(other.thread.load(ordering: .acquiring) != UInt(pthread_self()))
    }

    @Test func pinsToAnAllowedProcessor() throws {
        #expect(CPU.onlineCount >= 1)
        let other = Seen()
        let thread = try WorkerThread.spawn(name: "pinned") {
            try? CPU.pin(toIndex: 0)
            other.processors.store(CPU.onlineCount, ordering: .releasing)
        }
        thread.join()
        #expect(other.processors.load(ordering: .acquiring) == 1)
    }
}

private final class Seen: Sendable {
    let thread = Atomic<UInt>(0)
    let processors = Atomic<Int>(0)

    func look() { thread.store(UInt(pthread_self()), ordering: .releasing) }
}
