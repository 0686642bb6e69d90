import GatehouseAudit
import GatehouseCertificates
import GatehouseConfiguration
import GatehouseTLS

extension SnapshotBuilder {
    /// The TLS side of a listener; the former one where nothing about it has changed.
    func serverContext(_ settings: ListenerSettings.TLS, of listener: ListenerSettings) -> TLSServerContext? {
        guard let tls = serverSettings(settings, of: listener) else { return nil }
        let known = former?.listeners[listener.name]
        let rotation = settings.ticketRotation.milliseconds * 1_000_000
        if let known, known.settings == tls {
            keep(known.rotating(everyNanoseconds: rotation), for: listener.name)
            return known.context
        }
        do {
            let keys = try known?.ticketKeys ?? TicketKeys()
            let context = try Self.context(tls, keys, following: known?.context)
            let built = BuiltListener(
                settings: tls, context: context, ticketKeys: keys, ticketRotationNanoseconds: rotation)
            keep(built, for: listener.name)
            return context
        } catch {
            report(
                listener.position, "the listener's certificates cannot be used: \(error)", hint: "see `gatehouse check`"
            )
            return nil
        }
    }

    /// Raises the generation, so that no session from before is resumed, and seals with a new key from now on.
    private static func context(
        _ settings: TLSServerSettings, _ keys: TicketKeys, following former: TLSServerContext?
    ) throws(TLSContextError) -> TLSServerContext {
        var settings = settings
        settings.generation = former.map { $0.generation + 1 } ?? 1
        let context = try TLSServerContext(settings, ticketKeys: keys)
        if former != nil { try keys.rotate() }
        return context
    }

    private func serverSettings(
        _ settings: ListenerSettings.TLS, of listener: ListenerSettings
    ) -> TLSServerSettings? {
        let pairs = settings.certificates.compactMap { name in
            document.certificates.first { $0.name == name }.flatMap { certificatePair($0) }
        }
        guard pairs.count == settings.certificates.count else { return nil }
        var tls = TLSServerSettings(pairs: pairs)
        tls.defaultPairIDs = settings.defaultCertificate.map { [$0] } ?? []
        tls.minimumVersion = settings.minimumVersion == .tls13 ? .tls13 : .tls12
        if let clients = settings.clientCertificates {
            guard let trust = clientTrust(clients, of: listener) else { return nil }
            tls.clientTrust = trust
        }
        return tls
    }

    /// Nil, and so no listener at all, when a file is missing: a listener never turns into one that asks for nothing.
    private func clientTrust(
        _ settings: ListenerSettings.ClientCertificates, of listener: ListenerSettings
    ) -> ClientTrust? {
        let authorities = settings.authoritiesItem(of: listener.name)
        guard case .authorities(let pem, _) = material(authorities, at: listener.position) else { return nil }
        var trust = ClientTrust(authoritiesPEM: pem)
        trust.isRequired = settings.isRequired
        trust.names = settings.names
        if let lists = settings.revocationsItem(of: listener.name) {
            guard case .revocations(let pem, _) = material(lists, at: listener.position) else { return nil }
            trust.revocationsPEM = pem
        }
        return trust
    }

    private func certificatePair(_ settings: CertificateSettings) -> GatehouseTLS.CertificatePair? {
        guard case .pair(let certificate) = material(settings.rotationItem, at: settings.position) else { return nil }
        for warning in certificate.warnings {
            warn(settings.position, .certificateWarning, "certificate `\(settings.name)`: \(warning)")
        }
        return GatehouseTLS.CertificatePair(
            id: settings.name, certificateChainPEM: certificate.chainPEM, privateKeyPEM: certificate.privateKeyPEM,
            serverNames: settings.serverNames)
    }
}
