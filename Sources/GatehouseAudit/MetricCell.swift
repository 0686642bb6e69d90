/// Single numbers of a worker, by their place at the front of its counters.
package enum MetricCell: Int, CaseIterable, Sendable {
    // Downstream.
    case acceptedConnections, failedAccepts, openConnections, openExchanges
    case http10Requests, http11Requests, http2Requests
    case downstreamReceivedBytes, downstreamSentBytes
    // Upstream, all together.
    case upstreamReceivedBytes, upstreamSentBytes

    static let count = MetricCell.allCases.count
}

/// Numbers of one upstream, by their place in its row.
package enum MetricUpstreamCell: Int, CaseIterable, Sendable {
    case connects, openConnections, streams, openStreams, retries, ejections, unhealthyEndpoints

    static let count = MetricUpstreamCell.allCases.count
}
