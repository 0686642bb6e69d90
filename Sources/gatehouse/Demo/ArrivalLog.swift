import Synchronization

/// What has reached the stand-in connector, for whoever wants to compare it with what was sent. Used from any thread.
final class ArrivalLog: Sendable {
    /// Older requests are forgotten: the connector may run for days under load.
    static let maximumCount = 4096

    private struct Entries {
        var requests: [ReceivedRequest] = []
        /// Requests that were forgotten; the number of the first that is still there.
        var firstNumber = 0
    }

    private let entries = Mutex(Entries())

    /// Requests whose head has arrived so far, the forgotten ones included.
    var count: Int {
        entries.withLock { $0.firstNumber + $0.requests.count }
    }

    /// The requests from this number on, oldest first, as far as they are still known.
    func requests(from number: Int = 0) -> [ReceivedRequest] {
        entries.withLock { Array($0.requests.dropFirst(max(0, number - $0.firstNumber))) }
    }

    /// A head has arrived.
    ///
    /// - Returns: the request's number, counted from 0.
    func begin(_ request: ReceivedRequest) -> Int {
        entries.withLock { entries in
            entries.requests.append(request)
            if entries.requests.count > Self.maximumCount {
                entries.requests.removeFirst(Self.maximumCount / 2)
                entries.firstNumber += Self.maximumCount / 2
            }
            return entries.firstNumber + entries.requests.count - 1
        }
    }

    /// More is known about a request.
    func update(_ number: Int, to request: ReceivedRequest) {
        entries.withLock { entries in
            guard number >= entries.firstNumber else { return }
            entries.requests[number - entries.firstNumber] = request
        }
    }
}
