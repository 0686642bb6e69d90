internal import COpenSSL
package import GatehouseTransport

/// What is known about the connection once the handshake is done: for records, and for policy.
extension PeerConnection {
    /// `TLSv1.2` or `TLSv1.3`; nil in clear.
    package var tlsVersionText: String? {
        guard let ssl = unsafe ssl else { return nil }
        // A constant of the library.
        return unsafe SSL_get_version(ssl).map { unsafe String(cString: $0) }
    }

    /// The cipher suite by its IANA name; nil in clear or before the handshake is done.
    package var cipherText: String? {
        guard let ssl = unsafe ssl, let cipher = unsafe SSL_get_current_cipher(ssl) else { return nil }
        // A constant of the library.
        return unsafe SSL_CIPHER_standard_name(cipher).map { unsafe String(cString: $0) }
    }

    /// Server: the name that the client asked for, lower-cased; nil when it named none, or nothing that is a host name.
    /// Client: the name that was asked for.
    package var serverName: String? { unsafe port.pointee.serverName?.text }

    /// Whether an earlier session was resumed.
    package var isResumed: Bool {
        guard let ssl = unsafe ssl else { return false }
        return unsafe SSL_session_reused(ssl) == 1
    }

    /// Server: whether the client has shown a certificate and it was found good, in this handshake or in the one whose
    /// session is resumed. False in clear, before the handshake is done, and where none is asked for.
    package var isClientProven: Bool {
        guard let ssl = unsafe ssl, serverContext != nil, unsafe SSL_is_init_finished(ssl) == 1 else { return false }
        return unsafe SSL_get0_peer_certificate(ssl) != nil && SSL_get_verify_result(ssl) == Int(X509_V_OK)
    }

    /// The pair whose certificate this connection stands on, also when the session was resumed.
    package var selectedCertificateID: String? {
        guard let serverContext, let selectedPair else { return nil }
        return serverContext.pairIDs[selectedPair]
    }

    /// Whether the certificate that was shown is good for the host of an authority: if not, the answer is 421
    /// (RFC 9110 section 15.5.20).
    ///
    /// - Parameter host: without port, in any case, IPv6 in brackets.
    /// - Returns: false in clear, where no certificate was shown.
    package func isNameCovered(byAuthorityHost host: Span<UInt8>) -> Bool {
        certificateNames.covers(host: host)
    }

    /// The generation of the server settings that this connection was made with.
    package var contextGeneration: UInt64? { serverContext?.generation }

    package var peerAddress: SocketAddress? { socket.peerAddress }

    package var localAddress: SocketAddress? { socket.localAddress }

    /// The descriptor's number, for logs.
    package var descriptorNumber: Int32 { socket.descriptorNumber }

    /// The socket's pending error, cleared by asking: what a connection attempt has come to.
    package func takeSocketError() -> SystemError? { socket.takeError() }

    /// Reads once what does not change any more.
    func readFacts() {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        // The name lies inside the SSL and is read at once.
        unsafe SSL_get0_alpn_selected(ssl, &name, &count)
        negotiatedProtocol = unsafe ApplicationProtocol(
            name: UnsafeBufferPointer(start: name, count: Int(count)).span)
        guard let serverContext else { return }
        selectedPair = unsafe serverContext.selectedPair(of: ssl)
        if let selectedPair { certificateNames = serverContext.pairs[selectedPair].subjectNames }
    }
}
