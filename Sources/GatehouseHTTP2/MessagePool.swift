package import GatehouseHTTP
internal import GatehouseMemory

/// Message buffers that wait for their next stream, and memory that is only used within a call. One for each worker,
/// shared by all of its sessions.
package final class MessagePool {
    private let free = Cell<[MessageBuffer]>([])
    private let keptByteCount = Cell(0)
    private let capacity: Int
    /// For the head that is being submitted.
    let pairs = Cell(PairVector())
    /// For the value that is being rewritten.
    let scratch = Cell(ByteQueue())

    /// Memory of waiting buffers above which they are given back to the system: what 4,000 requests at once with small
    /// bodies leave behind.
    private static let maximumKeptBytes = 16 << 20

    /// - Parameter capacity: buffers kept; those above it are given back to the system.
    package init(capacity: Int = 8_192) {
        self.capacity = capacity
    }

    /// An empty buffer.
    package func take() -> MessageBuffer {
        guard let message = free.value.popLast() else { return MessageBuffer() }
        keptByteCount.value -= message.memoryByteCount
        return message
    }

    /// Takes a buffer back. The caller must not use it any more.
    package func give(_ message: MessageBuffer) {
        message.reset()
        let byteCount = message.memoryByteCount
        guard free.value.count < capacity, keptByteCount.value + byteCount <= Self.maximumKeptBytes else { return }
        keptByteCount.value += byteCount
        free.value.append(message)
    }
}
