import GatehouseTransport
import Synchronization

/// A listening socket of one worker.
///
/// Opened by the main thread, so that an address in use is an error at start; used by the worker from then on.
final class OpenListener: Sendable {
    let socket: Socket
    let target: ListenerTarget

    init(socket: consuming Socket, target: ListenerTarget) {
        self.socket = socket
        self.target = target
    }
}

/// The listeners of one worker on their way to its thread: taken once, so that only the worker keeps them open.
final class ListenerHandover: Sendable {
    private let listeners: Mutex<[OpenListener]>

    init(_ listeners: [OpenListener]) {
        self.listeners = Mutex(listeners)
    }

    func take() -> [OpenListener] {
        listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
    }
}
