import GatehouseCertificates
import GatehouseConfiguration
import GatehouseProxy
import GatehouseTLS
import GatehouseTransport

extension SnapshotBuilder {
    /// Exchanges that wait for a connection, per worker and class: a burst may outnumber the streams of all connections
    /// together; each waits no longer than `connect` allows and holds a few KB.
    private static let maximumWaiting = 16_384

    func upstream(_ settings: UpstreamSettings) -> UpstreamTarget? {
        guard let address = address(settings), let (security, tls) = security(settings) else { return nil }
        let target = UpstreamTarget(
            name: settings.name, address: address, security: security,
            maximumConnections: settings.connections, maximumWaiting: Self.maximumWaiting,
            connectMilliseconds: settings.deadlines.connect.milliseconds,
            idleMilliseconds: settings.deadlines.keepAlive.milliseconds,
            firstBackoffMilliseconds: settings.reconnect.first.milliseconds,
            lastBackoffMilliseconds: settings.reconnect.longest.milliseconds)
        builtUpstreams[settings.name] = BuiltUpstream(endpoint: settings.address, tls: tls, target: target)
        return target
    }

    /// A rotation leaves addresses alone; a reload asks again, and stays with the former address while it is among the
    /// answers, or there is no answer.
    private func address(_ settings: UpstreamSettings) -> SocketAddress? {
        guard let known = former?.upstreams[settings.name], known.endpoint == settings.address else {
            return resolve(settings)
        }
        if former?.document == document { return known.target.address }
        let found = (try? Resolver.resolve(host: settings.address.host, port: settings.address.port)) ?? []
        if found.isEmpty { warn(settings.position, nil, "`\(settings.address.host)` cannot be resolved now") }
        return found.contains(known.target.address) ? known.target.address : found.first ?? known.target.address
    }

    private func resolve(_ settings: UpstreamSettings) -> SocketAddress? {
        do {
            let found = try Resolver.resolve(host: settings.address.host, port: settings.address.port)
            if let address = found.first { return address }
            report(settings.position, "`\(settings.address.host)` has no address", hint: "check the name in DNS")
        } catch {
            report(settings.position, "`\(settings.address.host)` cannot be resolved: \(error)", hint: "check the name")
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
            return (.tls(context, serverName: tls.serverName), wanted)
        }
    }

    private func clientSettings(_ tls: UpstreamSettings.TLS, of upstream: UpstreamSettings) -> TLSClientSettings? {
        var settings = TLSClientSettings()
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
            case .tls(let context, _) = known.target.security
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

extension Duration {
    /// Whole milliseconds, rounded down; settings are never negative.
    var milliseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(clamping: seconds) * 1000 + UInt64(clamping: attoseconds / 1_000_000_000_000_000)
    }
}
