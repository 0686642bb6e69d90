extension UpstreamSettings {
    private enum WireProtocol {
        case h2c, h2, http1, https1

        var isCleartext: Bool { self == .h2c || self == .http1 }

        var version: Version { self == .h2c || self == .h2 ? .http2 : .http1 }
    }

    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "upstream", context) else { return nil }
        let name = section.required("name", .name)
        let addresses = Self.addresses(in: section)
        let resolve = section.value("resolve", .duration(in: .seconds(1) ... .seconds(3600)), default: .seconds(30))
        let wire = section.required(
            "protocol",
            .word(["h2c": WireProtocol.h2c, "h2": .h2, "http/1.1": .http1, "https/1.1": .https1]),
            hint: "h2c for cleartext, h2 for TLS")
        let tls = section.section("tls", TLS.init(reading:_:))
        let connections = section.value("connections", .integer(in: 1...64), default: wire?.version == .http1 ? 16 : 2)
        let deadlines = section.section("deadlines", Deadlines.init(reading:_:))
        let reconnect = section.section("reconnect", Reconnect.init(reading:_:))
        let health = section.optional("health", ValueReader { Health(reading: $0, $1) })
        let ejection = section.section("ejection", Ejection.init(reading:_:))
        let slowStart = section.value("slow_start", .duration(in: .zero ... .seconds(600)), default: .seconds(10))
        section.finish()
        if let wire, wire.isCleartext, section.has("tls") {
            section.report(
                "`tls` stands beside the cleartext protocol \(wire == .h2c ? "h2c" : "http/1.1")",
                hint: "use `protocol: \(wire == .h2c ? "h2" : "https/1.1")`", at: "tls")
            return nil
        }
        guard let name, let addresses, let resolve, let wire, let tls, let connections, let deadlines, let reconnect,
            let health, let ejection, let slowStart
        else { return nil }
        self.init(
            name: name, addresses: addresses, resolve: resolve, version: wire.version,
            security: wire.isCleartext ? .cleartext : .tls(tls),
            connections: connections, deadlines: deadlines, reconnect: reconnect, health: health, ejection: ejection,
            slowStart: slowStart, position: node.position)
    }

    /// Either one address or a list: two spellings of which the file has one.
    private static func addresses(in section: SectionReader) -> [Endpoint]? {
        let one = section.optional("address", .connectAddress)
        let several = section.optional("addresses", .connectAddresses)
        guard let one, let several else { return nil }
        switch (one, several) {
        case (let address?, nil): return [address]
        case (nil, let addresses?): return addresses
        case (nil, nil):
            section.report("the key `address` is missing", hint: "or `addresses`, for several")
        case (_?, _?):
            section.report("`address` stands beside `addresses`", hint: "keep one of them", at: "address")
        }
        return nil
    }
}

extension UpstreamSettings.TLS {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "upstream_tls", context) else { return nil }
        let authorities = section.optional("ca", .filePath)
        let serverName = section.optional("server_name", .serverName)
        let client = section.optional(
            "client_certificate", ValueReader { UpstreamSettings.ClientCertificate(reading: $0, $1) })
        section.finish()
        guard let authorities, let serverName, let client else { return nil }
        self.init(authoritiesPath: authorities, serverName: serverName, clientCertificate: client)
    }
}

extension UpstreamSettings.ClientCertificate {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "client_certificate", context) else { return nil }
        let chainPath = section.required("chain", .filePath)
        let keyPath = section.required("key", .filePath)
        section.finish()
        guard let chainPath, let keyPath else { return nil }
        self.init(chainPath: chainPath, keyPath: keyPath)
    }
}

extension UpstreamSettings.Deadlines {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "upstream_deadlines", context) else { return nil }
        let connect = section.value("connect", .duration(in: .milliseconds(10) ... .seconds(60)), default: .seconds(2))
        let responseHead = section.value("response_head", .responseDeadline, default: .seconds(15))
        let idle = section.value("idle", .responseDeadline, default: .seconds(30))
        let keepAlive = section.value(
            "keep_alive", .duration(in: .seconds(1) ... .seconds(3600)), default: .seconds(60))
        section.finish()
        guard let connect, let responseHead, let idle, let keepAlive else { return nil }
        self.init(connect: connect, responseHead: responseHead, idle: idle, keepAlive: keepAlive)
    }
}

extension UpstreamSettings.Reconnect {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "reconnect", context) else { return nil }
        let range: ClosedRange<Duration> = .milliseconds(10) ... .seconds(60)
        let first = section.value("first", .duration(in: range), default: .milliseconds(50))
        // Service must be back within a second of the connector.
        let longest = section.value("longest", .duration(in: range), default: .milliseconds(800))
        section.finish()
        guard let first, let longest else { return nil }
        guard first <= longest else {
            section.report("`first` is longer than `longest`", hint: "swap them", at: "first")
            return nil
        }
        self.init(first: first, longest: longest)
    }
}

extension ValueReader where Value == [Endpoint] {
    /// The endpoints of one connector, each once.
    fileprivate static var connectAddresses: ValueReader {
        ValueReader { node, context in
            guard let addresses = ValueReader.list(of: .connectAddress).read(node, context) else { return nil }
            guard addresses.count <= 16 else {
                context.report(node, "more than 16 addresses", hint: "use a name that has them all")
                return nil
            }
            guard Set(addresses).count == addresses.count else {
                context.report(node, "an address stands twice in the list", hint: "remove one of them")
                return nil
            }
            return addresses
        }
    }
}

extension ValueReader where Value == Duration {
    /// How long a connector may take; shared by upstreams and routes. An hour is for exports that stream slowly.
    static var responseDeadline: ValueReader {
        duration(in: .milliseconds(10) ... .seconds(3600))
    }
}
