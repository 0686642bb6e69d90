extension ListenerSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "listener", context) else { return nil }
        let name = section.required("name", .name)
        let address = section.required("address", .listenAddress)
        let tls = section.optional("tls", ValueReader { TLS(reading: $0, $1) })
        let redirect = section.optional("redirect_to_https", ValueReader { Redirect(reading: $0, $1) })
        let proxyProtocol = section.optional("proxy_protocol", ValueReader { Self.proxyProtocol(reading: $0, $1) })
        let forwarded = section.optional("forwarded", ValueReader { Self.forwarded(reading: $0, $1) })
        let connections = section.value("connections", .integer(in: 1...1_000_000), default: 20_000)
        section.finish()
        let isConsistent = Self.checkCombinations(section)
        guard isConsistent, let name, let address, let tls, let redirect, let proxyProtocol, let forwarded,
            let connections, let service = tls.map(Service.tls) ?? redirect.map(Service.redirect)
        else { return nil }
        self.init(
            name: name, address: address, service: service, client: proxyProtocol ?? forwarded ?? .peer,
            connections: connections, position: node.position)
    }

    private static func checkCombinations(_ section: SectionReader) -> Bool {
        if !section.has("tls"), !section.has("redirect_to_https") {
            section.report(
                "the listener has neither `tls` nor `redirect_to_https`", hint: "requests are served over TLS only")
            return false
        }
        if section.has("tls"), section.has("redirect_to_https") {
            section.report(
                "a TLS listener cannot redirect to https", hint: "use a listener of its own", at: "redirect_to_https")
            return false
        }
        if section.has("proxy_protocol"), section.has("forwarded") {
            section.report(
                "two sources for the client's address", hint: "keep `proxy_protocol` or `forwarded`", at: "forwarded")
            return false
        }
        return true
    }

    private static func proxyProtocol(reading node: YAMLNode, _ context: ReadingContext) -> Client? {
        guard let section = SectionReader(node, as: "proxy_protocol", context) else { return nil }
        let networks = section.required("from", .networkNames)
        section.finish()
        return networks.map { .proxyProtocol(from: $0) }
    }

    private static func forwarded(reading node: YAMLNode, _ context: ReadingContext) -> Client? {
        guard let section = SectionReader(node, as: "forwarded", context) else { return nil }
        let field = section.required("header", .word(ForwardedField.words))
        let networks = section.required("from", .networkNames)
        section.finish()
        guard let field, let networks else { return nil }
        return .field(field, from: networks)
    }
}

extension ListenerSettings.TLS {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "listener_tls", context) else { return nil }
        let certificates = section.required(
            "certificates", .list(of: .reference(to: "certificate", \.certificates)))
        let defaultCertificate = section.optional(
            "default_certificate", .reference(to: "certificate", \.certificates))
        let version = section.value("minimum_version", .word(ListenerSettings.TLSVersion.words), default: .tls12)
        let rotation = section.value(
            "ticket_rotation", .duration(in: .seconds(60) ... .seconds(7 * 86_400)), default: .seconds(12 * 3600))
        let clientCertificates = section.optional(
            "client_certificates", ValueReader { ListenerSettings.ClientCertificates(reading: $0, $1) })
        section.finish()
        guard let certificates, let defaultCertificate, let version, let rotation, let clientCertificates else {
            return nil
        }
        if let name = defaultCertificate, !certificates.contains(name) {
            section.report(
                "the default certificate is not among `certificates`", hint: "add it there", at: "default_certificate")
            return nil
        }
        self.init(
            certificates: certificates, defaultCertificate: defaultCertificate, minimumVersion: version,
            ticketRotation: rotation, clientCertificates: clientCertificates)
    }
}

extension ListenerSettings.ClientCertificates {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "client_certificates", context) else { return nil }
        let authorities = section.required("ca", .filePath, hint: "the system's authorities are never meant here")
        let revocations = section.optional("crl", .filePath)
        let isRequired = section.value("required", .flag, default: true)
        let names = section.value("names", .list(of: .certificateName), default: [])
        section.finish()
        guard let authorities, let revocations, let isRequired, let names else { return nil }
        self.init(
            authoritiesPath: authorities, revocationsPath: revocations, isRequired: isRequired, names: names)
    }
}

extension ListenerSettings.Redirect {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "redirect_to_https", context) else { return nil }
        let port = section.value("port", .integer(in: 1...65_535), default: 443)
        let hosts = section.required("hosts", .list(of: .hostPattern))
        section.finish()
        guard let port, let hosts else { return nil }
        self.init(port: UInt16(clamping: port), hosts: hosts)
    }
}

extension ListenerSettings.ForwardedField {
    fileprivate static let words: KeyValuePairs<String, Self> = [
        "x-forwarded-for": .xForwardedFor, "forwarded": .forwarded,
    ]
}

extension ListenerSettings.TLSVersion {
    /// Not bare numbers: YAML would take `1.2` for one.
    fileprivate static let words: KeyValuePairs<String, Self> = ["TLSv1.2": .tls12, "TLSv1.3": .tls13]
}

extension ValueReader where Value == [String] {
    /// One or more names out of `networks`.
    static var networkNames: ValueReader {
        list(of: .reference(to: "network", \.networks))
    }
}
