import GatehouseTransport
import Glibc

/// The far end of a connection of the worker on a stage: a local socket pair, so that nothing depends on the network or
/// on time.
final class StageEnd {
    private var descriptor: Int32
    /// The worker's end, until it is taken.
    private var other: Int32
    /// What was sent and finds no room.
    private var backlog: [UInt8] = []
    /// Bytes that only kept the pair from becoming writable.
    private var fillerCount = 0
    /// Bytes that came or went; a close counts as one.
    private(set) var movedByteCount = 0
    private var room = [UInt8](repeating: 0, count: 4_096)
    /// FIN was said once the backlog is gone.
    private var endsWriting = false

    /// A pair; small buffers, so that scripts can fill them.
    ///
    /// - Parameter isSlow: the worker's end does not become writable before `establish()`, like a connection that is
    ///   still to come about.
    init(isSlow: Bool = false) {
        var descriptors: (Int32, Int32) = (-1, -1)
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let result = unsafe withUnsafeMutablePointer(to: &descriptors) { pair in
            unsafe pair.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe socketpair(AF_UNIX, kind, 0, $0) }
        }
        precondition(result == 0, "no socket pair can be had: \(errno)")
        for descriptor in [descriptors.0, descriptors.1] {
            var size: Int32 = 8_192
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        descriptor = descriptors.0
        other = descriptors.1
        if isSlow { fill() }
    }

    deinit {
        close()
        if other >= 0 { _ = Glibc.close(other) }
    }

    /// The worker's end; once.
    func takeSocket() -> Socket {
        defer { other = -1 }
        return Socket(adopting: other)
    }

    private func fill() {
        let filler = [UInt8](repeating: 0, count: 512)
        while case let count = unsafe write(other, filler, filler.count), count > 0 { fillerCount += count }
    }

    var isClosed: Bool { descriptor < 0 }

    /// Nothing has come about yet.
    var isPending: Bool { fillerCount > 0 }

    /// Room in both directions from now on.
    func establish() {
        while fillerCount > 0 {
            var room = [UInt8](repeating: 0, count: fillerCount)
            let count = unsafe read(descriptor, &room, room.count)
            guard count > 0 else { return }
            fillerCount -= count
        }
    }

    /// Sends as much as there is room for; the rest follows with the next call.
    func send(_ bytes: [UInt8]) {
        guard !isClosed, !isPending else { return }
        backlog += bytes
        while !backlog.isEmpty {
            let count = unsafe Glibc.send(descriptor, backlog, backlog.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else {
                if errno != EAGAIN { backlog = [] }
                break
            }
            backlog.removeFirst(count)
            movedByteCount += count
        }
        if backlog.isEmpty, endsWriting { shutdown(descriptor, Int32(SHUT_WR)) }
    }

    /// Bytes that wait to be sent.
    var backlogCount: Int { backlog.count }

    /// What has come, and whether that was all.
    func receive() -> (bytes: [UInt8], hasEnded: Bool) {
        guard !isClosed, !isPending else { return ([], false) }
        var bytes: [UInt8] = []
        while true {
            let count = unsafe read(descriptor, &room, room.count)
            guard count > 0 else { return (bytes, count == 0 || errno != EAGAIN) }
            bytes += room.prefix(count)
            movedByteCount += count
        }
    }

    /// Says that nothing more will come; receiving goes on.
    func endWriting() {
        endsWriting = true
        send([])
    }

    /// Closes. With bytes that were not read the other end sees a reset, otherwise an end.
    func close() {
        guard !isClosed else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
        movedByteCount += 1
    }
}
