import GatehouseHTTP
import GatehousePolicy

/// What records tell about a downstream connection, the same for all its exchanges.
///
/// Made when the connection is accepted, and anew when its handshake is done. Kept as the members of the records, so
/// that the work is done once for all exchanges of the connection.
package struct ConnectionFacts: Sendable {
    let members: [UInt8]
    /// The neighbourhood of the peer: what floods of refused connections are counted by.
    package let peerPrefix: ClientPrefix?

    /// - Parameters:
    ///   - listener: its name in the configuration.
    ///   - peer: address and port of the other end of the TCP connection, whoever it speaks for.
    ///   - tlsVersion: as OpenSSL names it, `TLSv1.3`; nil on cleartext listeners and before the handshake is done.
    ///   - cipher: the cipher suite, as OpenSSL names it.
    ///   - serverName: the name that the client asked for (SNI, RFC 6066 section 3), as it sent it.
    package init(
        listener: String, peer: AddressText, tlsVersion: String? = nil, cipher: String? = nil, serverName: String? = nil
    ) {
        members = [UInt8](recordMembers: { record in
            record.appendMember("listener", text: listener)
            record.appendMember("tls", text: tlsVersion)
            record.appendMember("cipher", text: cipher)
            record.appendMember("sni", text: serverName)
            record.appendMember("peer", address: peer)
        })
        peerPrefix = peer.withSpan { ClientPrefix(ofPeer: $0) }
    }
}

extension [UInt8] {
    /// Members that several records will have.
    init(recordMembers write: (inout ByteQueue) -> Void) {
        var members = ByteQueue()
        write(&members)
        self = members.withSpan { bytes in bytes.indices.map { bytes[$0] } }
    }
}
