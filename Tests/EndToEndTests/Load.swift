import GatehouseHTTP
import GatehouseTransport
import Synchronization

@testable import gatehouse

/// Requests one after the other, each on a connection and handshake of its own, from several threads.
final class Load: Sendable {
    private let client: TourClient
    private let isEnding = Atomic<Bool>(false)
    private let counts = Mutex<(good: Int, bad: [String])>((0, []))
    private let threads = Mutex<[WorkerThread]>([])

    init(_ client: TourClient, threads count: Int = 2) throws {
        self.client = client
        for index in 0..<count {
            let thread = try WorkerThread.spawn(name: "load-\(index)") { [self] in run(isHTTP2: index % 2 == 1) }
            threads.withLock { $0.append(thread) }
        }
    }

    private func run(isHTTP2: Bool) {
        var request = TourRequest(method: "POST", target: "/api/v1/fluent-connect/webhook", body: Array("{}".utf8))
        request.version = isHTTP2 ? .http2 : .http11
        while !isEnding.load(ordering: .relaxed) {
            do {
                let reply = try client.send(request)
                counts.withLock { if reply.status == 200 { $0.good += 1 } else { $0.bad.append("\(reply.status)") } }
            } catch {
                counts.withLock { $0.bad.append("\(error)") }
            }
        }
    }

    /// Ends the threads.
    ///
    /// - Returns: how many requests were answered well, and what became of the others.
    func end() -> (good: Int, bad: [String]) {
        isEnding.store(true, ordering: .relaxed)
        for thread in threads.withLock({ $0 }) { thread.join() }
        return counts.withLock { $0 }
    }
}
