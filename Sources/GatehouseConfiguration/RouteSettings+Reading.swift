import GatehouseHTTP

extension RouteSettings {
    /// Bodies that have to be verified are held in memory until they are.
    static let maximumSignedBody = ByteCount.mebibytes(16)

    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "route", context) else { return nil }
        let id = section.required("id", .name)
        let hosts = section.required("hosts", .list(of: .hostPattern), hint: "write `[\"*\"]` for any host")
        let path = section.required("path", .pathPattern)
        let methods = section.required("methods", .methods, hint: "name each method; there is no default")
        let exposure = section.required(
            "exposure", .exposure, hint: "`public` or `{private: [networks]}`; there is no default")
        let requiresCertificate = section.value("client_certificate", .flag, default: false)
        let requirement = section.optional("require", .requirement)
        let upstream = section.required("upstream", .reference(to: "upstream", \.upstreams))
        let bodyLimit = section.value(
            "body_limit", .size(in: ByteCount(bytes: 0) ... .gibibytes(1024)), default: .kibibytes(256))
        let deadlines = section.section("deadlines", Deadlines.init(reading:_:))
        let rate = section.optional("rate", ValueReader { RouteRateSettings(reading: $0, $1) })
        section.finish()
        guard let exposure, let requiresCertificate, let requirement, let bodyLimit,
            Self.checkCombinations(section, exposure, requirement, bodyLimit)
        else { return nil }
        guard let id, let hosts, let path, let methods, let upstream, let deadlines, let rate else { return nil }
        self.init(
            id: id, hosts: hosts, path: path, methods: methods, exposure: exposure,
            requiresClientCertificate: requiresCertificate, requirement: requirement ?? .none, upstream: upstream,
            bodyLimit: bodyLimit, deadlines: deadlines, rate: rate, position: node.position)
    }

    private static func checkCombinations(
        _ section: SectionReader, _ exposure: Exposure, _ requirement: Requirement?, _ bodyLimit: ByteCount
    ) -> Bool {
        if exposure == .public, requirement == nil {
            section.report(
                "a public route must say what it requires",
                hint: "`require: {signature: name}`, or `require: none` when anybody may call it")
            return false
        }
        if case .signature = requirement, bodyLimit > maximumSignedBody {
            section.report(
                "a signed body is held in memory: at most \(maximumSignedBody)", hint: "lower the limit",
                at: "body_limit")
            return false
        }
        return true
    }
}

extension RouteSettings.Deadlines {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "route_deadlines", context) else { return nil }
        let requestBody = section.optional("request_body", .clientDeadline)
        let responseHead = section.optional("response_head", .responseDeadline)
        let idle = section.optional("idle", .responseDeadline)
        section.finish()
        guard let requestBody, let responseHead, let idle else { return nil }
        self.init(requestBody: requestBody, responseHead: responseHead, idle: idle)
    }
}

extension ValueReader where Value == [Method] {
    /// One or more methods, none of them twice.
    static var methods: ValueReader {
        ValueReader { node, context in
            guard let methods = ValueReader.list(of: .method).read(node, context) else { return nil }
            for (index, method) in methods.enumerated() where methods[..<index].contains(method) {
                context.report(node.elements[index], "the method \(method.text) appears twice", hint: "keep one")
                return nil
            }
            return methods
        }
    }
}

extension ValueReader where Value == RouteSettings.Exposure {
    /// `public`, or a mapping with the one key `private`.
    static var exposure: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "public" { return .public }
            guard case .mapping = node.content, let section = SectionReader(node, as: "exposure", context) else {
                context.report(
                    node, "expected `public` or `{private: [networks]}`, found \(node.finding)",
                    hint: node.scalarText == "private" ? "name the networks: `{private: [vpc]}`" : "there is no third")
                return nil
            }
            let networks = section.required("private", .networkNames)
            section.finish()
            return networks.map { .private(networks: $0) }
        }
    }
}

extension ValueReader where Value == RouteSettings.Requirement {
    /// `none`, or a mapping with the one key `signature`.
    static var requirement: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "none" { return RouteSettings.Requirement.none }
            guard case .mapping = node.content, let section = SectionReader(node, as: "require", context) else {
                context.report(
                    node, "expected `none` or `{signature: name}`, found \(node.finding)",
                    hint: "a signature is named under `signatures`")
                return nil
            }
            let name = section.required("signature", .reference(to: "signature", \.signatures))
            section.finish()
            return name.map { .signature($0) }
        }
    }
}
