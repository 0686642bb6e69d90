import Glibc

/// Attempts on files.
enum Files {
    /// Opens and closes.
    static func open(_ path: String, _ flags: Int32) -> Int32 {
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        close(descriptor)
        return 0
    }
}
