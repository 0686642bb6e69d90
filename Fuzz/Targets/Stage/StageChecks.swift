import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2

@testable import GatehouseProxy

/// What holds after every step of a play.
enum StageChecks {
    static func check(_ stage: Stage) throws(FuzzFinding) {
        stage.checkCount += 1
        try checkExchanges(stage)
        try checkConnections(stage)
        // Reading all numbers costs more than a step of the play.
        if stage.checkCount % 16 == 0 { try checkMetrics(stage) }
        try checkPools(stage)
        try checkPlaces(stage)
        try checkClients(stage)
    }

    /// Exchanges that are open belong to an open connection; those that are not hold nothing.
    private static func checkExchanges(_ stage: Stage) throws(FuzzFinding) {
        let driver = stage.worker.driver
        var openCount = 0
        var heldByteCount = 0
        for exchange in driver.exchanges {
            guard let downstream = exchange.downstream else {
                let isEmpty = exchange.request == nil && exchange.response == nil && exchange.upstream == nil
                try demand(isEmpty && exchange.pools == nil && exchange.gate == nil, "a free exchange holds something")
                continue
            }
            openCount += 1
            heldByteCount += exchange.ledger.heldByteCount
            try demand(exchange.machine.outcome == nil, "an exchange with an outcome goes on")
            try demand(exchange.machine.phase != .judging, "an exchange was not judged")
            try demand(!downstream.isClosed, "an exchange of a closed connection goes on")
            try demand(exchange.upstream == nil || exchange.machine.denial == nil, "a refusal keeps a lease")
        }
        try demand(openCount == driver.openCount, "\(driver.openCount) exchanges are open, \(openCount) are in use")
        let counted = stage.worker.context.shared.heldByteCount
        try demand(heldByteCount == counted, "\(counted) bytes are held, \(heldByteCount) by exchanges")
        try demand(counted <= Scenery.maximumHeldBytes, "more is held than allowed")
    }

    private static func checkConnections(_ stage: Stage) throws(FuzzFinding) {
        let worker = stage.worker
        var exchangeCount = 0
        for connection in worker.downstreams.all { exchangeCount += connection.exchanges.count }
        try demand(exchangeCount == worker.driver.openCount, "connections and driver do not agree")
        let leased = worker.driver.exchanges.filter { $0.upstream != nil }
        var streams = 0
        for connection in worker.upstreams.all { streams += connection.streamCount }
        try demand(streams >= leased.count, "\(leased.count) leases of \(streams) streams")
        for exchange in leased {
            let isThere = worker.upstreams.all.contains { $0 === exchange.upstream }
            try demand(isThere, "a lease of a connection that is gone")
        }
    }

    private static func checkMetrics(_ stage: Stage) throws(FuzzFinding) {
        let metrics = stage.worker.context.metrics.snapshot()
        let (exchanges, connections) = (stage.worker.driver.openCount, stage.worker.downstreams.count)
        try demand(metrics.value(of: .openExchanges) == UInt64(exchanges), "exchanges are miscounted")
        try demand(metrics.value(of: .openConnections) == UInt64(connections), "connections are miscounted")
    }

    private static func checkPools(_ stage: Stage) throws(FuzzFinding) {
        for pair in stage.worker.driver.pools?.pairs ?? [] {
            for pool in [pair.publicPool, pair.privatePool] {
                try demand(pool.waiting.count <= Scenery.maximumWaiting, "more wait than may")
                for endpoint in pool.endpoints {
                    let usable = endpoint.connections.filter { $0.isOpen || $0.isConnecting }
                    try demand(usable.count <= Scenery.maximumConnections, "more connections than may be")
                    for connection in usable {
                        let isThere = stage.worker.upstreams.all.contains { $0 === connection }
                        try demand(isThere, "a pool keeps a connection that is gone")
                    }
                }
                try checkWaiting(pool)
            }
        }
    }

    /// Whoever waits does so for something: for a connection to come, or for a stream to become free.
    private static func checkWaiting(_ pool: UpstreamPool) throws(FuzzFinding) {
        guard !pool.waiting.isEmpty else { return }
        let isServing = pool.endpoints.contains { $0.isServing }
        try demand(isServing, "exchanges wait for nothing")
    }

    /// Whoever has no stream yet stands in a line; being forgotten would show as a timeout only.
    private static func checkPlaces(_ stage: Stage) throws(FuzzFinding) {
        let waiting = stage.worker.driver.exchanges.filter { exchange in
            exchange.downstream != nil && exchange.machine.phase == .openingUpstream && exchange.upstream == nil
        }
        for exchange in waiting {
            let place = WaitingLine.Place(index: exchange.index, generation: exchange.generation)
            let count = exchange.pools?.pairs.reduce(0) { count, pair in
                count + places(in: pair.publicPool).filter { $0 == place }.count
                    + places(in: pair.privatePool).filter { $0 == place }.count
            }
            try demand(count == 1, "an exchange waits in \(count ?? 0) places")
        }
    }

    private static func places(in pool: UpstreamPool) -> [WaitingLine.Place] {
        var line = pool.waiting
        var places: [WaitingLine.Place] = []
        while let place = line.popFirst() { places.append(place) }
        return places
    }

    private static func checkClients(_ stage: Stage) throws(FuzzFinding) {
        guard stage.areConnectorsHonest else { return }
        for client in stage.clients where !client.isRaw {
            for request in client.requests where request.outcome != .lost { try request.checkOrigin() }
        }
    }

    // MARK: The end

    /// Nothing is left, and the sums are right.
    static func checkEmpty(_ stage: Stage) throws(FuzzFinding) {
        let worker = stage.worker
        try demand(worker.driver.openCount == 0, "exchanges outlive the worker")
        try demand(worker.downstreams.count == 0 && worker.upstreams.count == 0, "connections outlive the worker")
        try demand(worker.context.shared.heldByteCount == 0, "bytes are held by nobody")
        let metrics = worker.context.metrics.snapshot()
        try demand(metrics.value(of: .openExchanges) == 0, "exchanges are miscounted")
        try demand(metrics.value(of: .openConnections) == 0, "connections are miscounted")
        try checkOutcomes(stage, metrics)
        for row in metrics.layout.upstreams.indices { try checkUpstream(row, stage, metrics) }
        try checkBuffers(stage)
    }

    /// As many outcomes as beginnings.
    private static func checkOutcomes(_ stage: Stage, _ metrics: MetricsSnapshot) throws(FuzzFinding) {
        let began = [MetricCell.http10Requests, .http11Requests, .http2Requests].reduce(0) {
            $0 + metrics.value(of: $1)
        }
        var ended: UInt64 = 0
        for row in metrics.layout.routes.indices {
            for status in MetricLabel.StatusClass.allCases { ended += metrics.requests(onRoute: row, status) }
        }
        try demand(began == ended, "\(began) exchanges, \(ended) outcomes")
    }

    private static func checkUpstream(
        _ row: Int, _ stage: Stage, _ metrics: MetricsSnapshot
    ) throws(FuzzFinding) {
        func value(_ cell: MetricUpstreamCell) -> UInt64 { metrics.value(of: cell, ofUpstream: row) }
        try demand(value(.openConnections) == 0 && value(.openStreams) == 0, "upstream \(row) is miscounted")
        try demand(value(.unhealthyEndpoints) == 0, "endpoints are unhealthy for ever")
        // Two pools, each with ten at first, a fifth of all requests, and three a second in any case.
        let budget = 2 * (10 + 3 * (stage.elapsedSeconds + 2)) + (value(.streams) - value(.retries)) / 5
        try demand(value(.retries) <= budget, "\(value(.retries)) retries of \(budget)")
    }

    /// Every buffer is back, once.
    private static func checkBuffers(_ stage: Stage) throws(FuzzFinding) {
        var seen: Set<ObjectIdentifier> = []
        var buffers: [MessageBuffer] = []
        for _ in 0..<16 {
            let buffer = stage.worker.context.messages.take()
            try demand(seen.insert(ObjectIdentifier(buffer)).inserted, "a buffer was given back twice")
            try demand(buffer.body.isEmpty && buffer.fields.count == 0, "a buffer in the pool is not empty")
            buffers.append(buffer)
        }
    }
}
