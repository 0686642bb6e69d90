internal import Glibc

/// A file that is read from its beginning to its end in large pieces. Used by one thread.
package final class FileSource {
    /// What tells one file from another that has come into its place.
    package struct Identity: Hashable, Sendable {
        fileprivate let device: UInt64
        fileprivate let node: UInt64
    }

    private let descriptor: Int32
    private var buffer: Piece

    /// - Parameters:
    ///   - path: of the file.
    ///   - pieceByteCount: the most that is read at once. A piece that stays in the processor's cache is read again for less.
    /// - Throws: when it cannot be opened.
    package init(path: String, pieceByteCount: Int = 262_144) throws(SystemError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(.open) }
        buffer = Piece(bytes: [UInt8](repeating: 0, count: max(1, pieceByteCount)))
        // A hint: the answer does not matter.
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        close(descriptor)
    }

    /// Lends the next piece; an empty one at the end of the file, which may have grown by the next call.
    package func read<R>(_ body: (Span<UInt8>) -> R) throws(SystemError) -> R {
        let count = try fill()
        return buffer.lend(first: count, to: body)
    }

    private func fill() throws(SystemError) -> Int {
        while true {
            // The system writes at most the size given.
            let count = unsafe buffer.bytes.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw .last(.read) }
        }
    }

    /// Which file is open.
    package var identity: Identity? {
        var status = stat()
        // The system fills in the structure.
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        return Identity(status)
    }

    /// Which file has the name `path` now; nil when there is none.
    package static func identity(ofFileAt path: String) -> Identity? {
        var status = stat()
        // As above.
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Identity(status)
    }
}

/// Memory for one piece. A span of a class's own array could not be passed on.
private struct Piece {
    var bytes: [UInt8]

    func lend<R>(first count: Int, to body: (Span<UInt8>) -> R) -> R {
        body(bytes.span.extracting(first: count))
    }
}

extension FileSource.Identity {
    fileprivate init(_ status: stat) {
        device = UInt64(status.st_dev)
        node = UInt64(status.st_ino)
    }
}
