import GatehouseAudit
import GatehouseConfiguration
import GatehouseCrypto
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseProxy
import GatehouseSignatures
import GatehouseTLS
import GatehouseTransport

/// Turns validated settings into the values that workers use, and collects every problem on the way.
final class SnapshotBuilder {
    let document: ConfigurationDocument
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var warnings: [PreparationWarning] = []
    private(set) var ticketKeys: [TicketKeys] = []
    private(set) var ticketRotations: [UInt64] = []

    init(_ document: ConfigurationDocument) {
        self.document = document
    }

    /// - Returns: nil when there are problems.
    func build(policyDigest: SHA256Value) -> Snapshot? {
        let verifiers = document.keyRings.map { verifier($0) }
        let upstreams = document.upstreams.compactMap { upstream($0) }
        let listeners = document.listeners.compactMap { listener($0) }
        let routes = routeTable()
        guard problems.isEmpty, let routes else { return nil }
        return Snapshot(
            routes: routes, verifiers: verifiers, upstreams: upstreams, listeners: listeners, limits: limits,
            policyDigest: policyDigest)
    }

    /// Notes what keeps the gateway from running.
    func report(_ position: SourcePosition, _ message: String, hint: String) {
        problems.append(document.problem(at: position, message, hint: hint))
    }

    /// Notes what an operator should look at.
    func warn(_ position: SourcePosition, _ event: AuditEvent, _ message: String) {
        let text = "\(document.file):\(position.line): \(message)"
        warnings.append(PreparationWarning(event: event, text: text))
    }

    // MARK: Networks

    /// The networks with these names, together.
    private func networkSet(_ names: [String]) -> NetworkSet {
        NetworkSet(document.networks.filter { names.contains($0.name) }.flatMap(\.ranges))
    }

    // MARK: Listeners

    private func listener(_ settings: ListenerSettings) -> ListenerTarget? {
        guard let address = SocketAddress(settings.address.description) else {
            report(settings.position, "`\(settings.address)` is not an address", hint: "numeric address and port")
            return nil
        }
        guard let service = service(settings) else { return nil }
        return ListenerTarget(
            name: settings.name, address: address, service: service,
            proxyProtocolPeers: proxyPeers(settings.client), forwardedRule: forwardedRule(settings.client))
    }

    private func service(_ settings: ListenerSettings) -> ListenerTarget.Service? {
        switch settings.service {
        case .redirect(let redirect):
            return .redirect(RedirectRule(port: redirect.port, hosts: redirect.hosts))
        case .tls(let tls):
            guard let context = serverContext(tls, at: settings.position) else { return nil }
            return .gateway(context)
        }
    }

    private func proxyPeers(_ client: ListenerSettings.Client) -> NetworkSet? {
        guard case .proxyProtocol(let names) = client else { return nil }
        return networkSet(names)
    }

    private func forwardedRule(_ client: ListenerSettings.Client) -> ForwardedRule {
        guard case .field(let field, let names) = client else { return .none }
        let header: ForwardedRule.Header =
            switch field {
            case .xForwardedFor: .xForwardedFor
            case .forwarded: .forwarded
            }
        return ForwardedRule(header: header, trusted: networkSet(names))
    }

    // MARK: TLS

    private func serverContext(_ settings: ListenerSettings.TLS, at position: SourcePosition) -> TLSServerContext? {
        let pairs = settings.certificates.compactMap { name in
            document.certificates.first { $0.name == name }.flatMap { certificatePair($0) }
        }
        guard pairs.count == settings.certificates.count else { return nil }
        var tls = TLSServerSettings(pairs: pairs)
        tls.defaultPairIDs = settings.defaultCertificate.map { [$0] } ?? []
        tls.minimumVersion = settings.minimumVersion == .tls13 ? .tls13 : .tls12
        do {
            let keys = try TicketKeys()
            let context = try TLSServerContext(tls, ticketKeys: keys)
            ticketKeys.append(keys)
            ticketRotations.append(settings.ticketRotation.milliseconds * 1_000_000)
            return context
        } catch {
            report(position, "the listener's certificates cannot be used: \(error)", hint: "see `gatehouse check`")
            return nil
        }
    }

    private func certificatePair(_ settings: CertificateSettings) -> CertificatePair? {
        guard let chain = read(settings.chainPath, settings.position),
            let key = read(settings.keyPath, settings.position)
        else { return nil }
        CertificateCheck.check(chain: chain, key: key, settings, in: self)
        return CertificatePair(
            id: settings.name, certificateChainPEM: chain, privateKeyPEM: key, serverNames: settings.serverNames)
    }

    /// Reads a PEM file.
    func read(_ path: String, _ position: SourcePosition) -> String? {
        if let text = FileReading.text(at: path) { return text }
        report(position, "the file \(path) cannot be read", hint: "check the path and its permissions")
        return nil
    }

    // MARK: Signatures

    private func verifier(_ settings: KeyRingSettings) -> FluentVerifier {
        let keys = settings.keys.compactMap { webhookKey($0) }
        return FluentVerifier(name: settings.name, keys: keys, acceptsLegacyMD5: settings.acceptsLegacyMD5)
    }

    private func webhookKey(_ settings: KeyRingSettings.Key) -> WebhookKey? {
        guard let text = keyText(settings) else { return nil }
        do {
            let key = try WebhookKey(
                id: settings.id, publicKey: PublicKey(parsing: text), notBeforeSeconds: settings.notBeforeSeconds,
                notAfterSeconds: settings.notAfterSeconds)
            for warning in key.warnings {
                warn(settings.position, .keyWarning, "key `\(settings.id)`: \(warning)")
            }
            return key
        } catch {
            report(settings.position, "key `\(settings.id)`: \(error)", hint: "an RSA public key in PEM or base64 SPKI")
            return nil
        }
    }

    private func keyText(_ settings: KeyRingSettings.Key) -> String? {
        switch settings.source {
        case .file(let path): read(path, settings.position)
        case .inline(let base64): base64
        }
    }
}
