internal import CLinux
internal import Glibc

/// The form in which the system takes and gives addresses.
extension SocketAddress {
    /// AF_INET or AF_INET6.
    var family: Int32 { isIPv4 ? AF_INET : AF_INET6 }

    /// Lends the address as a `sockaddr`.
    @unsafe func withNative<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        if isIPv4 {
            var native = sockaddr_in()
            native.sin_family = sa_family_t(AF_INET)
            native.sin_port = port.bigEndian
            native.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
            return unsafe Self.lend(&native, to: body)
        }
        var native = sockaddr_in6()
        native.sin6_family = sa_family_t(AF_INET6)
        native.sin6_port = port.bigEndian
        unsafe withUnsafeMutableBytes(of: &native.sin6_addr) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return unsafe Self.lend(&native, to: body)
    }

    @unsafe private static func lend<Native, R>(
        _ native: inout Native, to body: (UnsafePointer<sockaddr>, socklen_t) -> R
    ) -> R {
        // Every `sockaddr_*` begins with the fields of `sockaddr`; the length says how far the reader may go.
        unsafe withUnsafePointer(to: &native) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address, socklen_t(MemoryLayout<Native>.size))
            }
        }
    }

    /// The address that a call such as `accept4` or `getsockname` fills in, or nil if it failed or is not an IP
    /// address.
    ///
    /// - Parameter call: gets room for any address and its size; returns what the system call returned.
    /// - Returns: the call's result, and the address if there is one.
    @unsafe static func filled(
        by call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> (result: Int32, address: SocketAddress?) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // `sockaddr_storage` is large enough and aligned for every family.
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            let result = unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe call($0, &length)
            }
            return unsafe (result, result < 0 ? nil : SocketAddress(native: UnsafeRawPointer(pointer)))
        }
    }

    /// - Parameter native: a `sockaddr_storage` that the system filled in, or the `ai_addr` of an IP `addrinfo`.
    @unsafe init?(native: UnsafeRawPointer) {
        switch unsafe Int32(native.load(as: sa_family_t.self)) {
        case AF_INET:
            let address = unsafe native.load(as: sockaddr_in.self)
            self.init(ipv4: UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
        case AF_INET6:
            let address = unsafe native.load(as: sockaddr_in6.self)
            var words: InlineArray<2, UInt64> = [0, 0]
            unsafe withUnsafeBytes(of: address.sin6_addr) { bytes in
                words[0] = unsafe UInt64(bigEndian: bytes.load(as: UInt64.self))
                words[1] = unsafe UInt64(bigEndian: bytes.load(fromByteOffset: 8, as: UInt64.self))
            }
            self.init(high: words[0], low: words[1], port: UInt16(bigEndian: address.sin6_port))
        default:
            return nil
        }
    }
}
