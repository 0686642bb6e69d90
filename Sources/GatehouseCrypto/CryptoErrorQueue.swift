internal import COpenSSL

/// The error queue that OpenSSL keeps for each thread.
///
/// Clear it before a call whose failure will be read, drain it after the failure, on the same thread.
package enum CryptoErrorQueue {
    /// OpenSSL itself keeps 16 entries; the bound holds should that change.
    private static let limit = 16

    /// Forgets what earlier calls on this thread have left behind.
    package static func clear() {
        ERR_clear_error()
    }

    /// Takes the entries off, oldest first, and leaves the queue empty.
    package static func drain() -> [CryptoFailure] {
        var failures: [CryptoFailure] = []
        while failures.count < limit {
            let code = ERR_get_error()
            guard code != 0 else { return failures }
            failures.append(CryptoFailure(code: UInt(code), description: text(of: code)))
        }
        clear()
        return failures
    }

    private static func text(of code: CUnsignedLong) -> String {
        // OpenSSL asks for at least 120 bytes and always terminates what it writes.
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            // The buffer outlives the call, which writes at most the count given.
            unsafe ERR_error_string_n(code, buffer.baseAddress, buffer.count)
            // Terminated by the call above.
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? ""
        }
    }
}
