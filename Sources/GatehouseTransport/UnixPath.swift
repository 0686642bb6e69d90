internal import CLinux
internal import Glibc

/// Where a Unix domain socket is: a path that fits into an address of the system.
package struct UnixPath: Hashable, Sendable {
    /// `sun_path` has 108 bytes, the final NUL among them (unix(7)).
    package static let maximumByteCount = 107

    package let text: String

    /// Refuses empty paths, those with a NUL, and those longer than `maximumByteCount`.
    ///
    /// - Parameter text: absolute, or relative to the folder that the process runs in.
    package init?(_ text: String) {
        guard (1...Self.maximumByteCount).contains(text.utf8.count), !text.utf8.contains(0) else { return nil }
        self.text = text
    }

    /// The folder that the socket is in.
    var folder: String {
        guard let slash = text.lastIndex(of: "/") else { return "." }
        return slash == text.startIndex ? "/" : String(text[..<slash])
    }

    /// Lends the path as a `sockaddr`.
    @unsafe func withNative<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var native = sockaddr_un()
        native.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &native.sun_path) { room in
            // `init` has checked that the path and a NUL fit; the rest of the room is zero.
            unsafe room.copyBytes(from: Array(text.utf8))
        }
        // `sockaddr_un` begins with the fields of `sockaddr`; the length says how far the reader may go.
        return unsafe withUnsafePointer(to: &native) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
