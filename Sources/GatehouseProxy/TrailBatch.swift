import GatehouseHTTP

/// What the writer thread is sent.
enum TrailBatch: Sendable {
    /// Whole lines for one trail.
    case lines(Trails.Trail, TrailLines)
    /// The files may have been moved away: open their paths anew.
    case reopen
    /// Nothing follows.
    case end
}

/// A block of lines on its way to the writer: immutable from here on.
final class TrailLines: Sendable {
    let bytes: ByteQueue

    init(_ bytes: consuming ByteQueue) {
        self.bytes = bytes
    }
}
