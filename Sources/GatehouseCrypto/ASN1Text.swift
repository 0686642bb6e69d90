internal import COpenSSL

/// Copies values out of OpenSSL's ASN.1 structures.
enum ASN1Text {
    /// The content of a string of any kind. `string` is read during the call only.
    static func bytes(of string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
        guard let start = unsafe ASN1_STRING_get0_data(string) else { return [] }
        // OpenSSL keeps data and length together.
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(string))))
    }

    /// Seconds since 1970; nil for a time that is not one.
    static func seconds(of time: UnsafePointer<ASN1_TIME>) -> Int64? {
        guard let epoch = unsafe ASN1_TIME_set(nil, 0) else { return nil }
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        // Both times are live; the results are plain numbers.
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// A distinguished name by RFC 2253, with control and non-ASCII characters escaped; "" when it cannot be printed.
    static func text(of name: OpaquePointer) -> String {
        guard let output = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(output) }
        guard unsafe X509_NAME_print_ex(output, name, 0, crypto_name_print_flags()) >= 0 else { return "" }
        var text = [UInt8](repeating: 0, count: Int(unsafe BIO_ctrl_pending(output)))
        // No more is read than the array holds.
        let count = unsafe text.withUnsafeMutableBytes {
            unsafe BIO_read(output, $0.baseAddress, Int32(clamping: $0.count))
        }
        return String(decoding: text.prefix(Int(max(0, count))), as: UTF8.self)
    }
}
