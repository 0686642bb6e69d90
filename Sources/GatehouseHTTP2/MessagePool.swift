package import GatehouseHTTP

/// Message buffers that wait for their next stream, and memory that is only used within a call. One for each worker,
/// shared by all of its sessions.
package final class MessagePool {
    private let free = Cell<[MessageBuffer]>([])
    private let capacity: Int
    /// For the head that is being submitted.
    let pairs = Cell(PairVector())
    /// For the value that is being rewritten.
    let scratch = Cell(ByteQueue())

    /// - Parameter capacity: buffers kept; those above it are given back to the system.
    package init(capacity: Int = 256) {
        self.capacity = capacity
    }

    /// An empty buffer.
    package func take() -> MessageBuffer {
        free.value.popLast() ?? MessageBuffer()
    }

    /// Takes a buffer back. The caller must not use it any more.
    package func give(_ message: MessageBuffer) {
        guard free.value.count < capacity else { return }
        message.reset()
        free.value.append(message)
    }
}
