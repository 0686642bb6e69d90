internal import CLinux
internal import Glibc
internal import Synchronization

/// Messages to one worker from any thread.
///
/// The receiving worker registers it with its loop and calls `drain()` when it is readable. Messages are ours, few and
/// small (snapshots, orders), so their number is not bounded here.
package final class Mailbox<Message: Sendable>: Sendable {
    /// An eventfd: readable while there are messages.
    let descriptor: Int32
    private let waiting = Mutex<[Message]>([])

    package init() throws(SystemError) {
        let opened = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard opened >= 0 else { throw .last(.wake) }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    /// Leaves a message. May be called from any thread; messages of one thread arrive in order.
    package func post(_ message: Message) {
        let isFirst = waiting.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        // Whoever fills an empty box rings; until it is drained the bell keeps ringing.
        if isFirst { ring() }
    }

    /// Takes all messages, oldest first. Called by the receiving worker only.
    package func drain() -> [Message] {
        silence()
        // Silence first: a message left in between rings again, at worst for nothing.
        return waiting.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }

    private func ring() {
        var one: UInt64 = 1
        // An eventfd takes exactly 8 bytes. It can refuse only when its counter is full: then it is readable anyway.
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    private func silence() {
        var count: UInt64 = 0
        // An eventfd gives exactly 8 bytes, or EAGAIN when nobody rang.
        _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
