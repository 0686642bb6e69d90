package import GatehouseHTTP

/// What is kept of one rejection that is only counted.
package struct RejectionSample: Sendable {
    let time: Timestamp
    /// Nil for connections that were refused before their first request.
    let requestID: InlineArray<32, UInt8>?
    let route: RouteFacts?
    let status: UInt16?
    /// The policy that refused it.
    let policyDigest: SHA256Value
    /// The beginning of the target, up to its query.
    let target: [UInt8]

    /// Bytes of the target that are kept: enough to tell what was asked for, as there may be thousands of samples.
    static let maximumTargetBytes = 256

    /// - Parameters:
    ///   - exchange: the refused one.
    ///   - head: its request's head, of which the target is kept.
    package init(_ exchange: borrowing ExchangeFacts, head: borrowing FieldBlock) {
        time = exchange.finishedAt
        requestID = exchange.requestID
        route = exchange.route
        status = exchange.status
        policyDigest = exchange.policyDigest
        target = head.withValue(of: .path, Self.visible) ?? []
    }

    /// A connection that was refused.
    package init(connectionAt time: Timestamp, policy: SHA256Value) {
        self.time = time
        requestID = nil
        route = nil
        status = nil
        policyDigest = policy
        target = []
    }

    private static func visible(_ target: Span<UInt8>) -> [UInt8] {
        let count = min(Redaction.visibleByteCount(ofTarget: target), maximumTargetBytes)
        return (0..<count).map { target[$0] }
    }
}
