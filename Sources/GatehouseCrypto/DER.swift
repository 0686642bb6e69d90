internal import COpenSSL

/// Calls of OpenSSL's `i2d` family, which are made twice: for the length, then for the bytes.
enum DER {
    typealias Encoder = (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32

    /// The bytes that `encode`, which calls `i2d_X(handle, $0)`, writes; throws when it cannot.
    static func bytes(_ operation: String, _ encode: Encoder) throws(CryptoError) -> [UInt8] {
        CryptoErrorQueue.clear()
        let count = encode(nil)
        guard count > 0 else { throw CryptoError(draining: operation) }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        // OpenSSL writes exactly as many bytes as it has just announced, and moves its copy of the pointer.
        let written = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var position = buffer.baseAddress
            return unsafe encode(&position)
        }
        guard written == count else { throw CryptoError(draining: operation) }
        return bytes
    }
}
