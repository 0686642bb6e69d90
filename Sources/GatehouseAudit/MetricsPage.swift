import GatehouseHTTP

/// The page that a scraper of Prometheus reads. For the control plane: it allocates.
package struct MetricsPage {
    /// Of the response that carries it.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package let text: String

    /// - Parameters:
    ///   - snapshot: of all workers together.
    ///   - facts: everything else.
    ///   - nowSeconds: the wall clock, from which certificates are judged.
    package init(_ snapshot: MetricsSnapshot, _ facts: MetricFacts, nowSeconds: Int64) {
        var page = MetricsText()
        page.append(facts, nowSeconds: nowSeconds)
        page.append(facts.process)
        page.appendConnections(snapshot)
        page.appendRequests(snapshot)
        page.appendRejections(snapshot)
        page.appendBytes(snapshot)
        page.appendUpstreams(snapshot)
        text = page.text
    }
}

extension MetricsText {
    fileprivate mutating func append(_ facts: MetricFacts, nowSeconds: Int64) {
        begin(.buildInfo)
        sample(1, ["version": facts.version])
        begin(.policyInfo)
        sample(1, ["sha256": facts.policyDigest])
        append(.ready, facts.isReady ? 1 : 0)
        append(.draining, facts.isDraining ? 1 : 0)
        append(.workers, facts.workerCount)
        append(.silentWorkers, facts.silentWorkerCount)
        begin(.reloads)
        sample(facts.reloads.successCount, ["result": "success"])
        sample(facts.reloads.failureCount, ["result": "failure"])
        append(.reloadSuccess, facts.reloads.lastSuccessSeconds)
        begin(.certificateLeft)
        for certificate in facts.certificates {
            sample(certificate.notAfterSeconds - nowSeconds, ["certificate": certificate.name])
        }
        begin(.certificateGeneration)
        for certificate in facts.certificates { sample(certificate.generation, ["certificate": certificate.name]) }
        begin(.rotations)
        for rotation in facts.rotations {
            let (kind, name) = (rotation.kind, rotation.name)
            sample(rotation.activationCount, ["kind": kind, "name": name, "result": "success"])
            sample(rotation.refusalCount, ["kind": kind, "name": name, "result": "failure"])
        }
        append(.recordsQueue, facts.records.queuedBytes)
        append(.recordsQueueLimit, facts.records.queueLimitBytes)
        append(.recordsLost, facts.records.lostCount)
    }

    fileprivate mutating func append(_ process: MetricFacts.Process) {
        append(.processResident, process.residentBytes)
        append(.processProcessor, process.processorSeconds)
        append(.processDescriptors, process.openDescriptors)
        append(.processDescriptorLimit, process.descriptorLimit)
        append(.processStart, process.startSeconds)
        append(.memoryAllocated, process.allocatedBytes)
        append(.memoryBudget, process.memoryBudgetBytes)
    }

    fileprivate mutating func appendConnections(_ snapshot: MetricsSnapshot) {
        append(.connectionsAccepted, snapshot.value(of: .acceptedConnections))
        append(.acceptsFailed, snapshot.value(of: .failedAccepts))
        append(.connectionsOpen, snapshot.value(of: .openConnections))
        begin(.connectionsRefused)
        for reason in MetricReasons.ofConnections {
            sample(snapshot.connectionsRefused(reason), ["reason": reason.rawValue])
        }
        begin(.connectionsEnded)
        for reason in MetricReasons.ofEnds {
            sample(snapshot.connectionsEnded(reason), ["reason": reason.rawValue])
        }
        begin(.handshakes)
        for handshake in MetricLabel.Handshake.allCases {
            let resumed = handshake.isResumed ? "true" : "false"
            sample(snapshot.handshakes(handshake), ["version": handshake.version, "resumed": resumed])
        }
        begin(.handshakesFailed)
        for failure in MetricLabel.HandshakeFailure.allCases {
            sample(snapshot.failedHandshakes(failure), ["cause": failure.text])
        }
    }

    fileprivate mutating func appendRequests(_ snapshot: MetricsSnapshot) {
        append(.exchangesOpen, snapshot.value(of: .openExchanges))
        begin(.versions)
        sample(snapshot.value(of: .http10Requests), ["version": HTTPVersion.http10.text])
        sample(snapshot.value(of: .http11Requests), ["version": HTTPVersion.http11.text])
        sample(snapshot.value(of: .http2Requests), ["version": HTTPVersion.http2.text])
        begin(.requests)
        for (row, route) in snapshot.layout.routes.enumerated() {
            for status in MetricLabel.StatusClass.allCases {
                sample(snapshot.requests(onRoute: row, status), ["route": route, "status": status.text])
            }
        }
        begin(.durations)
        for (row, route) in snapshot.layout.routes.enumerated() {
            histogram(snapshot.durations(onRoute: row), ["route": route])
        }
    }

    /// Every reason is there from the start, since a scraper takes no first sample for growth; of the pairs of route and
    /// reason, which are many, only those that occurred.
    fileprivate mutating func appendRejections(_ snapshot: MetricsSnapshot) {
        begin(.rejections)
        for reason in MetricReasons.all { sample(snapshot.rejections(reason), ["reason": reason.rawValue]) }
        begin(.routeRejections)
        for (row, route) in snapshot.layout.routes.enumerated() {
            for reason in MetricReasons.all {
                let count = snapshot.rejections(onRoute: row, reason)
                if count > 0 { sample(count, ["route": route, "reason": reason.rawValue]) }
            }
        }
    }

    fileprivate mutating func appendBytes(_ snapshot: MetricsSnapshot) {
        begin(.receivedBytes)
        sample(snapshot.value(of: .downstreamReceivedBytes), ["side": "downstream"])
        sample(snapshot.value(of: .upstreamReceivedBytes), ["side": "upstream"])
        begin(.sentBytes)
        sample(snapshot.value(of: .downstreamSentBytes), ["side": "downstream"])
        sample(snapshot.value(of: .upstreamSentBytes), ["side": "upstream"])
    }

    fileprivate mutating func appendUpstreams(_ snapshot: MetricsSnapshot) {
        append(.upstreamConnects, .connects, of: snapshot)
        begin(.upstreamConnectsFailed)
        for (row, name) in snapshot.layout.upstreams.enumerated() {
            for reason in MetricReasons.ofConnects {
                let labels: KeyValuePairs<StaticString, String> = ["upstream": name, "reason": reason.rawValue]
                sample(snapshot.failedConnects(reason, toUpstream: row), labels)
            }
        }
        append(.upstreamConnectionsOpen, .openConnections, of: snapshot)
        append(.upstreamStreams, .streams, of: snapshot)
        append(.upstreamStreamsOpen, .openStreams, of: snapshot)
        append(.upstreamRetries, .retries, of: snapshot)
        append(.upstreamEjections, .ejections, of: snapshot)
        append(.upstreamUnhealthy, .unhealthyEndpoints, of: snapshot)
        begin(.upstreamResponses)
        for (row, name) in snapshot.layout.upstreams.enumerated() {
            histogram(snapshot.responses(fromUpstream: row), ["upstream": name])
        }
    }

    private mutating func append(_ family: MetricFamily, _ cell: MetricUpstreamCell, of snapshot: MetricsSnapshot) {
        begin(family)
        for (row, name) in snapshot.layout.upstreams.enumerated() {
            sample(snapshot.value(of: cell, ofUpstream: row), ["upstream": name])
        }
    }
}
