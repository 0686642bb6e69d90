import GatehouseAudit
import GatehouseCertificates
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
///
/// What a former preparation has built is taken over where nothing about it has changed, so that connections, tickets and
/// resolved addresses outlive a reload.
final class SnapshotBuilder {
    let document: ConfigurationDocument
    private(set) var problems: [ConfigurationProblem] = []
    /// In the order in which listeners name them, each once.
    private(set) var warnings: [PreparationWarning] = []
    /// By listener; those that terminate TLS.
    private(set) var builtListeners: [String: BuiltListener] = [:]
    /// By listener: whom it trusts.
    private(set) var trust: [String: (basis: TrustBasis, generation: UInt64)] = [:]
    /// By upstream.
    var builtUpstreams: [String: BuiltUpstream] = [:]
    let materials: MaterialSource
    /// What serves now; nil at start.
    let former: Preparation?
    /// What names have turned out to stand for since then.
    let answers: AddressWatch.Answers

    /// - Parameters:
    ///   - document: what is to serve.
    ///   - former: what serves now.
    ///   - staged: materials that are to take the place of those that serve, by item.
    ///   - answers: addresses that are to take the place of those that serve, by name.
    init(
        _ document: ConfigurationDocument, following former: Preparation? = nil, staged: [String: Material] = [:],
        answers: AddressWatch.Answers = [:]
    ) {
        self.answers = answers
        self.document = document
        self.former = former
        materials = MaterialSource(
            staged: staged, former: former?.materials ?? [:], formerItems: Set(former?.items ?? []))
    }

    /// - Returns: nil when there are problems.
    func build(policyDigest: SHA256Value) -> Snapshot? {
        let verifiers = document.keyRings.map { verifier($0) }
        let upstreams = document.upstreams.compactMap { upstream($0) }
        let listeners = document.listeners.compactMap { listener($0) }
        // A rotation leaves the document as it is, and its route table with it.
        let routes = former?.document == document ? former?.snapshot.routes : routeTable()
        guard problems.isEmpty, let routes else { return nil }
        return Snapshot(
            routes: routes, verifiers: verifiers, upstreams: upstreams, listeners: listeners, limits: limits,
            policyDigest: policyDigest, extending: former?.snapshot.metricLayout ?? MetricLayout(),
            following: former?.snapshot)
    }

    /// Notes what keeps the gateway from running.
    func report(_ position: SourcePosition, _ message: String, hint: String) {
        problems.append(document.problem(at: position, message, hint: hint))
    }

    /// Notes what an operator should look at.
    func warn(_ position: SourcePosition, _ event: AuditEvent?, _ message: String) {
        let text = "\(document.file):\(position.line): \(message)"
        warnings.append(PreparationWarning(event: event, text: text))
    }

    // MARK: Networks

    /// The networks with these names, together.
    private func networkSet(_ names: [String]) -> NetworkSet {
        NetworkSet(networkRanges(names))
    }

    private func networkRanges(_ names: [String]) -> [Network] {
        document.networks.filter { names.contains($0.name) }.flatMap(\.ranges)
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
            proxyProtocolPeers: proxyPeers(settings.client), forwardedRule: forwardedRule(settings.client),
            maximumConnections: settings.connections,
            trustGeneration: trustGeneration(settings))
    }

    /// The former one as long as clients are believed for the same reasons.
    private func trustGeneration(_ settings: ListenerSettings) -> UInt64 {
        let basis = TrustBasis(
            client: settings.client, ranges: networkRanges(settings.client.networkNames),
            clientTrust: builtListeners[settings.name]?.settings.clientTrust)
        let known = former?.trust[settings.name]
        let generation = known.map { $0.basis == basis ? $0.generation : $0.generation + 1 } ?? 0
        trust[settings.name] = (basis, generation)
        return generation
    }

    private func service(_ settings: ListenerSettings) -> ListenerTarget.Service? {
        switch settings.service {
        case .redirect(let redirect):
            return .redirect(RedirectRule(port: redirect.port, hosts: redirect.hosts))
        case .tls(let tls):
            guard let context = serverContext(tls, of: settings) else { return nil }
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

    // MARK: Signatures

    private func verifier(_ settings: KeyRingSettings) -> FluentVerifier {
        let keys = settings.keys.compactMap { webhookKey($0, of: settings) }
        return FluentVerifier(name: settings.name, keys: keys, acceptsLegacyMD5: settings.acceptsLegacyMD5)
    }

    private func webhookKey(_ settings: KeyRingSettings.Key, of ring: KeyRingSettings) -> WebhookKey? {
        guard let publicKey = publicKey(settings, of: ring) else { return nil }
        do {
            let key = try WebhookKey(
                id: settings.id, publicKey: publicKey, notBeforeSeconds: settings.notBeforeSeconds,
                notAfterSeconds: settings.notAfterSeconds)
            for warning in key.warnings {
                warn(settings.position, .keyWarning, "key `\(settings.id)`: \(warning)")
            }
            return key
        } catch {
            report(settings.position, "key `\(settings.id)`: \(error)", hint: Self.keyHint)
            return nil
        }
    }

    private static let keyHint = "an RSA public key in PEM or base64 SPKI"

    private func publicKey(_ settings: KeyRingSettings.Key, of ring: KeyRingSettings) -> PublicKey? {
        if let item = ring.rotationItem(of: settings) {
            guard case .key(_, let key) = material(item, at: settings.position) else { return nil }
            return key
        }
        guard case .inline(let base64) = settings.source else { return nil }
        do { return try PublicKey(parsing: base64) } catch {
            report(settings.position, "key `\(settings.id)`: \(error)", hint: Self.keyHint)
            return nil
        }
    }

    // MARK: Materials

    /// What the files of an item hold; nil with a problem noted when they cannot be used.
    func material(_ item: RotationItem, at position: SourcePosition) -> Material? {
        switch materials.take(item) {
        case .success(let material):
            return material
        case .failure(let refusal):
            report(
                position, "\(item.kind.word.replacing("_", with: " ")) `\(item.name)` cannot be used: \(refusal)",
                hint: item.files.joined(separator: " and "))
            return nil
        }
    }

    /// Notes what was built for a listener.
    func keep(_ built: BuiltListener, for listener: String) {
        builtListeners[listener] = built
    }
}
