internal import COpenSSL

/// Trampolines that every connection shares. They write down what they see in the connection's `CipherPort`.
enum SSLCallbacks {
    /// Counts what happens after the handshake: a second handshake is refused, other messages are bounded.
    static let information: @convention(c) (OpaquePointer?, Int32, Int32) -> Void = { ssl, event, _ in
        guard let port = unsafe CipherPort.of(ssl), unsafe port.pointee.isEstablished else { return }
        if event & SSL_CB_HANDSHAKE_START != 0 {
            // TLS 1.2 only: in 1.3 no message begins a handshake anew.
            unsafe port.pointee.violation = .renegotiation
        } else if event & SSL_CB_LOOP != 0 {
            unsafe port.pointee.postHandshakeSteps += 1
            if unsafe port.pointee.postHandshakeSteps > CipherPort.postHandshakeStepLimit {
                unsafe port.pointee.violation = .postHandshakeFlood
            }
        }
    }

    /// Server: reads the name and switches to the contexts of its bundle, before anything else is negotiated.
    /// The library has put the ClientHello together by now, however it was cut into records and segments.
    static let clientHello:
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?)
            -> Int32 = { ssl, alert, argument in
                guard let port = unsafe CipherPort.of(ssl), let alert = unsafe alert, let argument = unsafe argument
                else {
                    return SSL_CLIENT_HELLO_ERROR
                }
                // The argument is the context, which the connection keeps alive.
                let context = unsafe Unmanaged<TLSServerContext>.fromOpaque(argument).takeUnretainedValue()
                guard let refusal = unsafe context.select(for: ssl, port) else { return SSL_CLIENT_HELLO_SUCCESS }
                unsafe alert.pointee = refusal
                return SSL_CLIENT_HELLO_ERROR
            }

    /// Server: the first of our protocols that the client offers.
    static let selectProtocol:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
            UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
        ) -> Int32 = { ssl, chosen, chosenCount, offer, offerCount, argument in
            guard let port = unsafe CipherPort.of(ssl), let argument = unsafe argument else {
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }
            let context = unsafe Unmanaged<TLSServerContext>.fromOpaque(argument).takeUnretainedValue()
            // The library has checked the form of the list, and it lives until the handshake has used the answer.
            let bytes = unsafe UnsafeBufferPointer(start: offer, count: Int(offerCount))
            guard let range = unsafe context.protocolRange(in: bytes.span) else {
                unsafe port.pointee.violation = .applicationProtocolMismatch
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }
            unsafe chosen?.pointee = offer.map { unsafe $0 + range.lowerBound }
            unsafe chosenCount?.pointee = UInt8(truncatingIfNeeded: range.count)
            return SSL_TLSEXT_ERR_OK
        }

    /// Server: the library has judged a certificate of the client's chain; the leaf comes last, and needs a name.
    static let verifyClient: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isGood, store in
        guard isGood == 1, unsafe X509_STORE_CTX_get_error_depth(store) == 0 else { return isGood }
        let index = SSL_get_ex_data_X509_STORE_CTX_idx()
        // The connection is the one that verifies; it lives for the length of the handshake.
        guard let argument = unsafe X509_STORE_CTX_get_ex_data(store, index),
            let verifier = unsafe TLSServerContext.of(OpaquePointer(argument))?.clientVerifier,
            let certificate = unsafe X509_STORE_CTX_get_current_cert(store), unsafe verifier.isNamed(certificate)
        else {
            unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_HOSTNAME_MISMATCH)
            return 0
        }
        return 1
    }

    /// Client: a session that may be resumed later. 1 takes it over.
    static let newSession: @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32 = { ssl, session in
        guard let port = unsafe CipherPort.of(ssl), let session = unsafe session,
            let shelf = unsafe port.pointee.shelf
        else { return 0 }
        // The client context owns the shelf, and the connection the context.
        unsafe shelf.takeUnretainedValue().put(session, under: port.pointee.shelfKey)
        return 1
    }
}
