internal import CLinux
internal import Glibc

/// Waits on the descriptors of one worker: epoll, level-triggered.
///
/// Pull, not push: `wait` returns how many descriptors are ready, the worker asks for each. Built in the worker's
/// thread and used there only.
@safe package final class EventLoop {
    /// Descriptors reported per wait. More are reported by the next one, in turn.
    package static let readyLimit = 512

    private let descriptor: Int32
    private let ready: UnsafeMutablePointer<epoll_event>
    private let owner: pthread_t
    // One thread only, and nothing is called during an access: the dynamic check of exclusivity could find nothing.
    @safe @exclusivity(unchecked) private var readyCount = 0

    /// The monotonic clock as it stood when the last `wait` returned, in nanoseconds.
    @safe @exclusivity(unchecked) package private(set) var nowNanoseconds: UInt64
    /// The wall clock at the same moment, in nanoseconds since 1970.
    @safe @exclusivity(unchecked) package private(set) var wallClockNanoseconds: Int64
    /// Somebody else moves the clocks.
    private var isHeld = false

    package init() throws(SystemError) {
        let opened = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard opened >= 0 else { throw .last(.poll) }
        descriptor = opened
        unsafe ready = .allocate(capacity: Self.readyLimit)
        unsafe ready.initialize(repeating: epoll_event(), count: Self.readyLimit)
        owner = pthread_self()
        nowNanoseconds = Clock.monotonicNanoseconds()
        wallClockNanoseconds = Clock.wallNanoseconds()
    }

    deinit {
        unsafe ready.deallocate()
        close(descriptor)
    }

    /// The wall clock when the last `wait` returned, in whole seconds since 1970.
    package var wallClockSeconds: Int64 { wallClockNanoseconds / 1_000_000_000 }

    /// Waits until a descriptor is ready or the deadline is reached.
    ///
    /// - Parameter deadline: on the monotonic clock; nil waits without end, one in the past only looks.
    /// - Returns: the number of ready descriptors; 0 when the deadline came first or a signal interrupted.
    package func wait(untilNanoseconds deadline: UInt64?) -> Int {
        preconditionOnLoop()
        // `ready` has room for `readyLimit` events.
        let count = unsafe epoll_wait(descriptor, ready, Int32(Self.readyLimit), milliseconds(until: deadline))
        precondition(count >= 0 || errno == EINTR, "epoll_wait refused arguments that are constant")
        if !isHeld {
            nowNanoseconds = Clock.monotonicNanoseconds()
            wallClockNanoseconds = Clock.wallNanoseconds()
        }
        readyCount = max(0, Int(count))
        return readyCount
    }

    /// Sets both clocks and keeps them there, until the next call: for simulations, in which hours pass at once. From now on
    /// `wait` only looks.
    package func hold(monotonicNanoseconds: UInt64, wallNanoseconds: Int64) {
        preconditionOnLoop()
        isHeld = true
        nowNanoseconds = monotonicNanoseconds
        wallClockNanoseconds = wallNanoseconds
    }

    /// The ready descriptor at `index` of the last wait.
    ///
    /// - Precondition: `index` is below the count that `wait` returned.
    package func event(at index: Int) -> ReadyEvent {
        precondition(index >= 0 && index < readyCount, "no such event in this turn")
        // Initialised in `init`, and `index` is below `readyLimit`.
        let event = unsafe ready[index]
        return unsafe ReadyEvent(token: EventToken(rawValue: event.data.u64), flags: event.events)
    }

    /// Traps when called on another thread than the one that built the loop.
    package func preconditionOnLoop() {
        precondition(pthread_equal(pthread_self(), owner) != 0, "a worker's objects are used on its own thread only")
    }

    /// Begins to watch. A descriptor that is closed is forgotten by itself.
    package func register(
        _ socket: borrowing Socket, _ interest: Interest, _ token: EventToken
    ) throws(SystemError) {
        try control(EPOLL_CTL_ADD, socket.descriptor, interest, token)
    }

    /// Changes what is watched for. The token may change, too.
    package func modify(
        _ socket: borrowing Socket, _ interest: Interest, _ token: EventToken
    ) throws(SystemError) {
        try control(EPOLL_CTL_MOD, socket.descriptor, interest, token)
    }

    /// Ceases to watch a socket that stays open.
    package func deregister(_ socket: borrowing Socket) throws(SystemError) {
        try control(EPOLL_CTL_DEL, socket.descriptor, [], EventToken(rawValue: 0))
    }

    /// Watches for letters in a mailbox.
    package func register<Message>(_ mailbox: Mailbox<Message>, _ token: EventToken) throws(SystemError) {
        try control(EPOLL_CTL_ADD, mailbox.descriptor, .read, token)
    }

    /// Watches for signals.
    package func register(_ signals: borrowing SignalSource, _ token: EventToken) throws(SystemError) {
        try control(EPOLL_CTL_ADD, signals.descriptor, .read, token)
    }

    /// Watches for changes of files.
    package func register(_ watch: FileWatch, _ token: EventToken) throws(SystemError) {
        try control(EPOLL_CTL_ADD, watch.descriptor, .read, token)
    }

    private func control(
        _ operation: Int32, _ target: Int32, _ interest: Interest, _ token: EventToken
    ) throws(SystemError) {
        preconditionOnLoop()
        var event = unsafe epoll_event()
        unsafe event.events =
            (interest.contains(.read) ? EPOLLIN.rawValue : 0)
            | (interest.contains(.write) ? EPOLLOUT.rawValue : 0)
        unsafe event.data.u64 = token.rawValue
        // The system copies the event.
        guard unsafe epoll_ctl(descriptor, operation, target, &event) == 0 else { throw .last(.poll) }
    }

    /// The time left, rounded up: waking early would spin until the deadline.
    private func milliseconds(until deadline: UInt64?) -> Int32 {
        guard !isHeld else { return 0 }
        guard let deadline else { return -1 }
        let now = Clock.monotonicNanoseconds()
        guard deadline > now else { return 0 }
        let left = (deadline - now - 1) / 1_000_000 + 1
        return Int32(clamping: left)
    }
}
