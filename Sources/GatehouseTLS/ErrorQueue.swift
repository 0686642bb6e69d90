internal import COpenSSL

/// The library's error queue of this thread.
///
/// Invariant: it is empty between our calls, because every failure takes what it left. So it is not cleared beforehand.
enum ErrorQueue {
    /// Takes the most recent error off and forgets the rest. 0 when there was none.
    static func take() -> UInt {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        return UInt(code)
    }

    /// The library's words for `code`, for people.
    static func text(of code: UInt) -> String {
        var text = [CChar](repeating: 0, count: 256)
        // Writes at most `count` bytes, the last of them NUL.
        unsafe ERR_error_string_n(code, &text, text.count)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
