import Glibc
import Synchronization
import Testing

@testable import GatehouseTransport

@Suite struct SignalSourceTests {
    /// On a thread of its own, whose signal mask ends with it; signals are sent to that thread alone.
    @Test func readsSignalsAsEvents() throws {
        let listener = Listener()
        let thread = try WorkerThread.spawn(name: "signals") { listener.run() }
        thread.join()
        #expect(listener.heard.withLock { Set($0) } == [.hangUp, .interrupt, .terminate])
        #expect(listener.wasEmptyAtFirst.withLock { $0 })
    }
}

/// Carries what the thread saw back to the test.
private final class Listener: Sendable {
    let heard = Mutex<[SignalSource.Signal]>([])
    let wasEmptyAtFirst = Mutex(false)

    func run() {
        guard let source = try? SignalSource(), let loop = try? EventLoop() else { return }
        guard (try? loop.register(source, EventToken(rawValue: 1))) != nil else { return }
        wasEmptyAtFirst.withLock { $0 = source.next() == nil }
        for signal in [SIGHUP, SIGINT, SIGTERM] { pthread_kill(pthread_self(), signal) }
        guard loop.wait(untilNanoseconds: loop.nowNanoseconds + 2_000_000_000) == 1 else { return }
        while let signal = source.next() { heard.withLock { $0.append(signal) } }
    }
}
