import GatehouseHTTP2

/// One door through which bytes from outside come in, and what must hold for whatever they are.
///
/// The same functions are run by libFuzzer (`make fuzz`) and, over the files in `Fuzz/Corpus` and `Fuzz/FailCases`, by
/// `make test`.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case http1Request = "http1-request"
    case http1Response = "http1-response"
    case chunkedBody = "chunked-body"
    case http2Server = "http2-server"
    case http2Client = "http2-client"
    case pathReadings = "path-readings"
    case forwarded
    case proxyProtocol = "proxy-protocol"
    case signature
    case policy
    case certificates
    case records
    case recordFiles = "record-files"
    case exchange

    /// Longer inputs find nothing that shorter ones do not, and cost time.
    package var maximumByteCount: Int {
        switch self {
        case .proxyProtocol, .pathReadings: 512
        case .forwarded, .signature, .records: 1_024
        case .http1Request, .http1Response, .chunkedBody, .http2Server, .http2Client, .exchange: 2_048
        case .policy, .certificates, .recordFiles: 4_096
        }
    }

    /// Feeds `bytes` to the target.
    ///
    /// - Throws: what does not hold. Traps and memory errors end the process, as anywhere.
    package func run(_ bytes: Span<UInt8>) throws(FuzzFinding) {
        // A block of exactly this size, so that reading beyond it is noticed.
        try run(octets: bytes.indices.map { bytes[$0] })
    }

    func run(octets input: [UInt8]) throws(FuzzFinding) {
        switch self {
        case .http1Request: try HTTP1RequestFuzz.run(input)
        case .http1Response: try HTTP1ResponseFuzz.run(input)
        case .chunkedBody: try ChunkedBodyFuzz.run(input)
        case .http2Server: try HTTP2Fuzz.run(input, as: .server)
        case .http2Client: try HTTP2Fuzz.run(input, as: .client)
        case .pathReadings: try PathReadingsFuzz.run(input)
        case .forwarded: try ForwardedFuzz.run(input)
        case .proxyProtocol: try ProxyProtocolFuzz.run(input)
        case .signature: try SignatureFuzz.run(input)
        case .policy: try PolicyFuzz.run(input)
        case .certificates: try CertificatesFuzz.run(input)
        case .records: try RecordsFuzz.run(input)
        case .recordFiles: try RecordFilesFuzz.run(input)
        case .exchange: try ExchangeFuzz.run(input)
        }
    }
}
