import COpenSSL
import GatehouseTransport

@testable import GatehouseTLS

/// Things that our own code never does, for tests that play an unusual peer.
extension PeerConnection {
    func restrictToTLS12() {
        _ = unsafe SSL_ctrl(ssl, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    }

    func restrict(toSignatures list: String) {
        var bytes = Array(list.utf8CString)
        _ = unsafe SSL_ctrl(ssl, SSL_CTRL_SET_SIGALGS_LIST, 0, &bytes)
    }

    func offerOnly(suitesTLS12 list: String) {
        restrictToTLS12()
        unsafe SSL_set_cipher_list(ssl, list)
    }

    /// Queues a key update and sends it with an empty message.
    func updateKeys() -> SendOutcome {
        unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED)
        unsafe SSL_do_handshake(ssl)
        return emit()
    }

    /// Asks for another handshake.
    func renegotiate() -> SendOutcome {
        unsafe SSL_clear_options(ssl, tls_op_no_renegotiation)
        unsafe SSL_renegotiate(ssl)
        unsafe SSL_do_handshake(ssl)
        return emit()
    }
}

extension SessionShelf.Session {
    /// One more reference, for the caller.
    @unsafe func copy() -> OpaquePointer {
        unsafe SSL_SESSION_up_ref(pointer)
        return unsafe pointer
    }
}
