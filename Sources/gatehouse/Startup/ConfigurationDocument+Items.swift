import GatehouseCertificates
import GatehouseConfiguration
import GatehouseCrypto

/// The files that a configuration names, as items of rotation: the one place that says which belong together.
extension ConfigurationDocument {
    /// All of them, in the order of the file.
    var rotationItems: [RotationItem] {
        certificates.map(\.rotationItem) + listeners.flatMap(\.rotationItems) + upstreams.flatMap(\.rotationItems)
            + keyRings.flatMap(\.rotationItems)
    }
}

extension CertificateSettings {
    var rotationItem: RotationItem {
        let names = serverNames.compactMap { CertificateName(parsing: $0) }
        return RotationItem(.certificate(names: names), name: name, files: [chainPath, keyPath])
    }
}

extension ListenerSettings {
    /// Of client certificates.
    fileprivate var rotationItems: [RotationItem] {
        guard case .tls(let tls) = service, let clients = tls.clientCertificates else { return [] }
        return [clients.authoritiesItem(of: name)] + (clients.revocationsItem(of: name).map { [$0] } ?? [])
    }
}

extension ListenerSettings.ClientCertificates {
    func authoritiesItem(of listener: String) -> RotationItem {
        RotationItem(.authorities, name: "listener/\(listener)", files: [authoritiesPath])
    }

    func revocationsItem(of listener: String) -> RotationItem? {
        revocationsPath.map { RotationItem(.revocations, name: "listener/\(listener)", files: [$0]) }
    }
}

extension UpstreamSettings {
    fileprivate var rotationItems: [RotationItem] {
        guard case .tls(let tls) = security else { return [] }
        return [tls.authoritiesItem(of: name), tls.clientCertificateItem(of: name)].compactMap { $0 }
    }
}

extension UpstreamSettings.TLS {
    func authoritiesItem(of upstream: String) -> RotationItem? {
        authoritiesPath.map { RotationItem(.authorities, name: "upstream/\(upstream)", files: [$0]) }
    }

    func clientCertificateItem(of upstream: String) -> RotationItem? {
        clientCertificate.map {
            RotationItem(.clientCertificate, name: "upstream/\(upstream)", files: [$0.chainPath, $0.keyPath])
        }
    }
}

extension KeyRingSettings {
    fileprivate var rotationItems: [RotationItem] { keys.compactMap { rotationItem(of: $0) } }

    /// Nil for a key that stands in the configuration itself.
    func rotationItem(of key: Key) -> RotationItem? {
        guard case .file(let path) = key.source else { return nil }
        return RotationItem(.webhookKey, name: "\(name)/\(key.id)", files: [path])
    }
}
