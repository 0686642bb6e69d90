internal import COpenSSL
internal import GatehouseTransport

/// What a client connection demands of its server.
extension PeerConnection {
    /// Names the server (RFC 6066: host names only) and binds its certificate to the name or address.
    func expect(_ serverName: String) -> Bool {
        if let address = Self.address(serverName) {
            // The text is copied.
            return unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address.hostDescription) == 1
        }
        guard let name = HostName(serverName) else { return false }
        unsafe SSL_set_hostflags(
            ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
        unsafe port.pointee.serverName = name
        return unsafe SSL_set1_host(ssl, name.text) == 1 && tls_set_server_name(ssl, name.text) == 1
    }

    /// Offers the session of an earlier connection to the same server.
    func resumeIfPossible(_ serverName: String, _ context: TLSClientContext) {
        guard let shelf = context.shelf else { return }
        // `clientContext` keeps the shelf alive as long as this connection.
        unsafe port.pointee.shelf = Unmanaged.passUnretained(shelf)
        unsafe port.pointee.shelfKey = serverName
        guard let session = shelf.take(serverName) else { return }
        // The SSL takes a reference of its own. A session it does not like means a full handshake.
        if unsafe SSL_set_session(ssl, session.pointer) != 1 { _ = ErrorQueue.take() }
    }

    private static func address(_ text: String) -> SocketAddress? {
        let isBracketed = text.hasPrefix("[")
        return SocketAddress(text.contains(":") && !isBracketed ? "[\(text)]:0" : "\(text):0")
    }
}
