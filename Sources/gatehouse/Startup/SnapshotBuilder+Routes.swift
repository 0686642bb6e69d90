import GatehouseConfiguration
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseProxy

extension SnapshotBuilder {
    /// The route table of the document; nil with a problem noted.
    func routeTable() -> RouteTable? {
        let definitions = document.routeDefinitions { definition($0) }
        let known = definitions.compactMap { $0 }
        guard known.count == definitions.count else { return nil }
        do {
            return try RouteTable(known)
        } catch {
            let position = document.routes.first?.position ?? SourcePosition(line: 1, column: 1)
            report(position, "the routes do not make a table: \(error)", hint: "make one route a part of the other")
            return nil
        }
    }

    private func definition(_ route: ResolvedRoute) -> RouteDefinition? {
        let settings = route.settings
        let hosts = settings.hosts.compactMap { HostPattern($0) }
        guard hosts.count == settings.hosts.count, let path = PathPattern(settings.path) else {
            report(
                settings.position, "a host or path pattern of route `\(settings.id)` is not canonical",
                hint: "write the path as the connector reads it: decoded where possible, no empty or dot segments")
            return nil
        }
        return RouteDefinition(
            id: settings.id, hosts: hosts, path: path, methods: settings.methods, exposure: exposure(of: route),
            requirement: requirement(of: route), upstreamIndex: route.upstreamIndex,
            maximumBodyBytes: settings.bodyLimit.bytes, deadlines: deadlines(of: route))
    }

    private func exposure(of route: ResolvedRoute) -> Exposure {
        switch route.settings.exposure {
        case .public: .public
        case .private(let names): .private(networkSet(names), names: names)
        }
    }

    private func requirement(of route: ResolvedRoute) -> Requirement {
        switch (route.settings.requirement, route.keyRingIndex) {
        case (.none, _): .none
        case (.signature(let name), let index?): .signature(verifier: index, name: name)
        case (.signature, nil): preconditionFailure("a route of a validated document requires a defined signature")
        }
    }

    private func deadlines(of route: ResolvedRoute) -> RouteDeadlines {
        RouteDeadlines(
            connectMilliseconds: UInt32(clamping: route.deadlines.connect.milliseconds),
            responseHeadMilliseconds: UInt32(clamping: route.deadlines.responseHead.milliseconds),
            idleMilliseconds: UInt32(clamping: route.deadlines.idle.milliseconds),
            requestBodyMilliseconds: UInt32(clamping: route.deadlines.requestBody.milliseconds))
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
        limits.maximumFieldListBytes = Int(clamping: settings.head.bytes)
        limits.maximumFieldCount = settings.fields
        return limits
    }
}
