import GatehouseHTTP

@testable import GatehouseAudit

/// Facts in which every member has a value, and the head that goes with them.
enum SampleFacts {
    static var connection: ConnectionFacts { connection(serverName: "hooks.example.com") }

    static func connection(serverName: String) -> ConnectionFacts {
        ConnectionFacts(
            listener: "public", peer: AddressText("192.0.2.10:51234"), tlsVersion: "TLSv1.3",
            cipher: "TLS_AES_128_GCM_SHA256", serverName: serverName)
    }

    static var exchange: ExchangeFacts {
        var facts = minimalExchange
        facts.finishedAt = Timestamp(nanoseconds: 1_795_622_732_846_745_999)
        facts.method = .post
        facts.clientAddress = AddressText("203.0.113.7")
        facts.clientDerivation = "x_forwarded_for"
        facts.route = RouteFacts(
            id: "webhook", exposure: "public", signatureScheme: "fluent", upstreamName: "connector")
        facts.reason = .signatureInvalid
        facts.status = 401
        facts.keyID = "sandbox"
        facts.upstreamAddress = "127.0.0.1:8080"
        facts.requestBodyBytes = 384
        facts.responseBodyBytes = 18
        facts.bodyDigest = SHA256Value(bytes: InlineArray(repeating: 0xab))
        facts.durationMicroseconds = 1234
        facts.upstreamMicroseconds = 987
        return facts
    }

    /// Only what an exchange has from its beginning.
    static var minimalExchange: ExchangeFacts {
        ExchangeFacts(
            requestID: InlineArray(repeating: UInt8(ascii: "7")), version: .http2,
            policyDigest: SHA256Value(bytes: InlineArray { UInt8($0) }))
    }

    static func head(
        target: [UInt8] = Array("/hook?token=s3cret".utf8), authority: [UInt8] = Array("hooks.example.com".utf8)
    ) -> FieldBlock {
        var head = FieldBlock()
        head.append(.method, value: "POST")
        head.append(.authority, value: authority.span)
        head.append(.path, value: target.span)
        head.append(name: "user-agent", value: "probe/1.0")
        head.append(.authorization, value: "Bearer s3cret")
        head.append(.cookie, value: "sid=s3cret")
        head.append(name: "fluent-signature", value: "s3cret")
        return head
    }
}
