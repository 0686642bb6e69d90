import GatehouseConfiguration
import GatehouseProxy
import GatehouseTLS
import GatehouseTransport

extension SnapshotBuilder {
    /// Exchanges that wait for a connection, per worker and class: a burst may outnumber the streams of all connections
    /// together; each waits no longer than `connect` allows and holds a few KB.
    private static let maximumWaiting = 16_384

    func upstream(_ settings: UpstreamSettings) -> UpstreamTarget? {
        guard let address = resolve(settings), let security = security(settings) else { return nil }
        return UpstreamTarget(
            name: settings.name, address: address, security: security,
            maximumConnections: settings.connections, maximumWaiting: Self.maximumWaiting,
            connectMilliseconds: settings.deadlines.connect.milliseconds,
            idleMilliseconds: settings.deadlines.keepAlive.milliseconds,
            firstBackoffMilliseconds: settings.reconnect.first.milliseconds,
            lastBackoffMilliseconds: settings.reconnect.longest.milliseconds)
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

    private func security(_ settings: UpstreamSettings) -> UpstreamTarget.Security? {
        switch settings.security {
        case .cleartext:
            return .cleartext
        case .tls(let tls):
            guard let context = clientContext(tls, at: settings.position) else { return nil }
            return .tls(context, serverName: tls.serverName)
        }
    }

    private func clientContext(_ tls: UpstreamSettings.TLS, at position: SourcePosition) -> TLSClientContext? {
        var settings = TLSClientSettings()
        if let path = tls.authoritiesPath {
            guard let authorities = read(path, position) else { return nil }
            settings.authoritiesPEM = authorities
        }
        if let pair = tls.clientCertificate {
            guard let chain = read(pair.chainPath, position), let key = read(pair.keyPath, position) else { return nil }
            settings.certificatePair = CertificatePair(
                id: "client", certificateChainPEM: chain, privateKeyPEM: key)
        }
        do {
            return try TLSClientContext(settings)
        } catch {
            report(position, "the upstream's TLS settings cannot be used: \(error)", hint: "check `ca` and the pair")
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
