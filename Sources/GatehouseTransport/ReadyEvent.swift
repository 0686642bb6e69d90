internal import CLinux

/// What the loop has to say about one descriptor.
package struct ReadyEvent: Sendable {
    package let token: EventToken
    private let flags: UInt32

    init(token: EventToken, flags: UInt32) {
        self.token = token
        self.flags = flags
    }

    /// Reading will not block: there are bytes, an end or an error to take.
    package var isReadable: Bool { contains(EPOLLIN) || isHangup }

    /// Writing will not block: there is room, or an error to take.
    package var isWritable: Bool { contains(EPOLLOUT) || isHangup }

    /// The connection is over in both directions or has failed. Reported whatever the interest is, again and again:
    /// the owner reads what is left or closes.
    package var isHangup: Bool { contains(EPOLLHUP) || contains(EPOLLERR) }

    private func contains(_ flag: EPOLL_EVENTS) -> Bool { flags & flag.rawValue != 0 }
}
