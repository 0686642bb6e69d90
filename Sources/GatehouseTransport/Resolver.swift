internal import CLinux
internal import Glibc

/// Turns names into addresses by the system's resolver. Blocks: for start-up, checks and a thread of its own.
package enum Resolver {
    /// Why a name has no address.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let host: String
        /// The resolver's `EAI_` code.
        package let code: Int32

        /// For people: `localhos: Name or service not known`.
        package var description: String {
            // `gai_strerror` answers with a constant text.
            let text = unsafe gai_strerror(code).map { unsafe String(cString: $0) }
            return "\(host): \(text ?? String(code))"
        }
    }

    /// The addresses of `host` in the resolver's order of preference, each once; never an empty list.
    ///
    /// - Parameters:
    ///   - host: a name, an IPv4 address, or an IPv6 address with or without brackets.
    ///   - port: goes into each address.
    /// - Returns: at least one address.
    /// - Throws: when the name is malformed, unknown, or cannot be looked up now.
    package static func resolve(host: String, port: UInt16) throws(Failure) -> [SocketAddress] {
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let name = isBracketed ? String(host.dropFirst().dropLast()) : host
        guard !name.isEmpty, !name.utf8.contains(0) else { throw Failure(host: host, code: EAI_NONAME) }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = isBracketed ? AI_NUMERICHOST : 0
        var first: UnsafeMutablePointer<addrinfo>?
        // On success the list is ours until `freeaddrinfo`.
        let code = unsafe getaddrinfo(name, nil, &hints, &first)
        guard code == 0 else { throw Failure(host: host, code: code) }
        defer { unsafe freeaddrinfo(first) }
        let addresses = unsafe collect(first, port: port)
        guard !addresses.isEmpty else { throw Failure(host: host, code: EAI_NONAME) }
        return addresses
    }

    @unsafe private static func collect(_ first: UnsafeMutablePointer<addrinfo>?, port: UInt16) -> [SocketAddress] {
        var addresses: [SocketAddress] = []
        var cursor = unsafe first
        // Each entry points to the address of its family, and to the next entry or nil.
        while let entry = unsafe cursor {
            if let native = unsafe entry.pointee.ai_addr,
                let address = unsafe SocketAddress(native: UnsafeRawPointer(native))?.with(port: port),
                !addresses.contains(address)
            {
                addresses.append(address)
            }
            unsafe cursor = entry.pointee.ai_next
        }
        return addresses
    }
}
