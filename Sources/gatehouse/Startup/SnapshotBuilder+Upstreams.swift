import GatehouseCertificates
import GatehouseConfiguration
import GatehouseProxy
import GatehouseTLS
import GatehouseTransport

extension SnapshotBuilder {
    /// Exchanges that wait for a connection, per worker and class: a burst may outnumber the streams of all connections
    /// together; each waits no longer than `connect` allows and holds a few KB.
    private static let maximumWaiting = 16_384

    /// Addresses of one upstream, whatever its names stand for: each costs every worker connections and checks.
    static let maximumEndpoints = 32

    func upstream(_ settings: UpstreamSettings) -> UpstreamTarget? {
        guard let resolved = addresses(settings), let (security, tls) = security(settings) else { return nil }
        let target = UpstreamTarget(
            name: settings.name, endpoints: endpoints(settings, resolved), security: security,
            version: settings.version == .http2 ? .http2 : .http1,
            maximumConnections: settings.connections, maximumWaiting: Self.maximumWaiting,
            connectMilliseconds: settings.deadlines.connect.milliseconds,
            idleMilliseconds: settings.deadlines.keepAlive.milliseconds,
            firstBackoffMilliseconds: settings.reconnect.first.milliseconds,
            lastBackoffMilliseconds: settings.reconnect.longest.milliseconds,
            health: settings.health.map { HealthCheck($0) }, ejection: EjectionRule(settings.ejection),
            slowStartMilliseconds: settings.slowStart.milliseconds)
        builtUpstreams[settings.name] = BuiltUpstream(
            places: settings.addresses, resolved: resolved, tls: tls, target: target)
        return target
    }

    /// All addresses in the order of the file, each once.
    private func endpoints(
        _ settings: UpstreamSettings, _ resolved: [Endpoint: [SocketAddress]]
    ) -> [EndpointTarget] {
        var endpoints: [EndpointTarget] = []
        for place in settings.addresses {
            for address in resolved[place] ?? [] where !endpoints.contains(where: { $0.address == address }) {
                let endpoint = EndpointTarget(address: address, serverName: settings.serverName(for: place))
                endpoints.append(endpoint)
            }
        }
        if endpoints.count > Self.maximumEndpoints {
            let text = "\(endpoints.count) addresses, of which the first \(Self.maximumEndpoints) are used"
            warn(settings.position, nil, "upstream `\(settings.name)` has \(text)")
        }
        return Array(endpoints.prefix(Self.maximumEndpoints))
    }

    /// A rotation leaves addresses alone; a reload asks again. A name that has no answer now keeps its former addresses;
    /// others of the list stand in for one that never had any.
    private func addresses(_ settings: UpstreamSettings) -> [Endpoint: [SocketAddress]]? {
        let known = former?.upstreams[settings.name]?.resolved ?? [:]
        var resolved: [Endpoint: [SocketAddress]] = [:]
        var failures: [Resolver.Failure] = []
        for place in settings.addresses {
            if former?.document == document, let addresses = answers[place] ?? known[place] {
                resolved[place] = addresses
                continue
            }
            do {
                resolved[place] = try Resolver.resolve(host: place.host, port: place.port)
            } catch {
                resolved[place] = known[place]
                failures.append(error)
            }
        }
        guard resolved.isEmpty else {
            for failure in failures { warn(settings.position, nil, "no address can be had now: \(failure)") }
            return resolved
        }
        for failure in failures {
            report(settings.position, "no address can be had: \(failure)", hint: "check the name in DNS")
        }
        return nil
    }

    private func security(_ settings: UpstreamSettings) -> (UpstreamTarget.Security, TLSClientSettings?)? {
        switch settings.security {
        case .cleartext:
            return (.cleartext, nil)
        case .tls(let tls):
            guard let wanted = clientSettings(tls, of: settings),
                let context = clientContext(wanted, of: settings)
            else { return nil }
            return (.tls(context), wanted)
        }
    }

    private func clientSettings(_ tls: UpstreamSettings.TLS, of upstream: UpstreamSettings) -> TLSClientSettings? {
        var settings = TLSClientSettings()
        if upstream.version == .http1 {
            settings.applicationProtocols = [.http11]
            // A server of HTTP/1.1 need not know ALPN.
            settings.requiresApplicationProtocol = false
        }
        if let item = tls.authoritiesItem(of: upstream.name) {
            guard case .authorities(let pem, _) = material(item, at: upstream.position) else { return nil }
            settings.authoritiesPEM = pem
        }
        if let item = tls.clientCertificateItem(of: upstream.name) {
            guard case .pair(let certificate) = material(item, at: upstream.position) else { return nil }
            settings.certificatePair = GatehouseTLS.CertificatePair(
                id: "client", certificateChainPEM: certificate.chainPEM, privateKeyPEM: certificate.privateKeyPEM)
        }
        return settings
    }

    /// The former context where nothing has changed: it keeps the sessions that can be resumed.
    private func clientContext(_ wanted: TLSClientSettings, of upstream: UpstreamSettings) -> TLSClientContext? {
        if let known = former?.upstreams[upstream.name], known.tls == wanted,
            case .tls(let context) = known.target.security
        {
            return context
        }
        do {
            return try TLSClientContext(wanted)
        } catch {
            let message = "the upstream's TLS settings cannot be used: \(error)"
            report(upstream.position, message, hint: "check `ca` and the pair")
            return nil
        }
    }
}

extension UpstreamSettings {
    /// What the certificate at an address must be valid for.
    fileprivate func serverName(for place: Endpoint) -> String {
        switch security {
        case .cleartext: place.host
        case .tls(let tls): tls.serverName ?? place.host
        }
    }
}

extension HealthCheck {
    fileprivate init(_ settings: UpstreamSettings.Health) {
        self.init(
            path: settings.path, intervalMilliseconds: settings.interval.milliseconds,
            timeoutMilliseconds: settings.timeout.milliseconds, healthyCount: settings.healthy,
            unhealthyCount: settings.unhealthy, statuses: settings.statuses, failsOpen: settings.failsOpen)
    }
}

extension EjectionRule {
    fileprivate init(_ settings: UpstreamSettings.Ejection) {
        self.init(
            failureCount: settings.failures, firstMilliseconds: settings.first.milliseconds,
            longestMilliseconds: settings.longest.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded down; settings are never negative.
    var milliseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(clamping: seconds) * 1000 + UInt64(clamping: attoseconds / 1_000_000_000_000_000)
    }
}
