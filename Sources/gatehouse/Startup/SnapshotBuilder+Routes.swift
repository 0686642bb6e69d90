import GatehouseConfiguration
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseProxy
import GatehouseTransport

extension SnapshotBuilder {
    /// The route table of the document; nil with a problem noted.
    func routeTable() -> RouteTable? {
        do {
            return try RouteTable(document.routeDefinitions())
        } catch {
            let position = document.routes.first?.position ?? SourcePosition(line: 1, column: 1)
            report(position, "the routes do not make a table: \(error)", hint: "make one route a part of the other")
            return nil
        }
    }

    // MARK: Limits

    var limits: ProxyLimits {
        let settings = document.limits
        let reply = UInt32(clamping: settings.deadlines.responseWrite.milliseconds)
        var limits = ProxyLimits()
        limits.handshakeMilliseconds = settings.deadlines.handshake.milliseconds
        limits.requestHeadMilliseconds = settings.deadlines.requestHead.milliseconds
        limits.keepAliveMilliseconds = settings.deadlines.idle.milliseconds
        limits.responseWriteMilliseconds = settings.deadlines.responseWrite.milliseconds
        limits.drainMilliseconds = document.drain.deadline.milliseconds
        limits.replyDeadlines = RouteDeadlines(
            connectMilliseconds: reply, responseHeadMilliseconds: reply, idleMilliseconds: reply,
            requestBodyMilliseconds: reply)
        limits.clientConnections = settings.clientConnections
        limits.maximumHeldBytes = Int(clamping: settings.heldBodies.bytes)
        limits.clientHeldBytes = Int(clamping: settings.clientHeldBodies.bytes)
        limits.nanosecondsPerByte = PaceMeter.Rule.nanosecondsPerByte(
            atBytesPerSecond: settings.minimumThroughput.bytes)
        limits.signatureFailures = settings.signatureFailures?.rule
        limits.memoryBudgetBytes = settings.memory?.bytes ?? MemoryBudget.automaticBytes
        limits.descriptorCeiling = DescriptorReserve(for: document).ceiling(of: DescriptorLimit.current)
        limits.http1 = http1Limits(settings)
        limits.downstreamHTTP2 = http2Settings(settings)
        return limits
    }

    private func http1Limits(_ settings: LimitSettings) -> HTTP1Limits {
        var limits = HTTP1Limits()
        limits.targetBytes = Int(clamping: settings.target.bytes)
        limits.headBytes = Int(clamping: settings.head.bytes)
        limits.fieldCount = settings.fields
        return limits
    }

    private func http2Settings(_ settings: LimitSettings) -> HTTP2Settings {
        var limits = HTTP2Settings()
        limits.maximumConcurrentStreams = UInt32(clamping: settings.streams)
        limits.initialWindowBytes = UInt32(clamping: settings.streamWindow.bytes)
        limits.connectionWindowBytes = Int32(clamping: settings.connectionWindow.bytes)
        limits.maximumTargetBytes = Int(clamping: settings.target.bytes)
        limits.maximumFieldListBytes = Int(clamping: settings.head.bytes)
        limits.maximumFieldCount = settings.fields
        return limits
    }
}
