/// What every request that reaches the connector must be like, whatever the client sent.
struct UpstreamRules {
    /// The port that clients used.
    let port: UInt16

    /// Fields that the gateway sets, each exactly once.
    private var ours: [String: String] {
        [
            "x-forwarded-for": "127\\.0\\.0\\.1", "x-real-ip": "127\\.0\\.0\\.1", "x-forwarded-proto": "https",
            "x-forwarded-port": String(port), "x-request-id": "[0-9a-f]{32}",
            "traceparent": "00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]",
        ]
    }

    /// Other names that no client may set: identity, and what means one connection or one message.
    private static let forbidden: Set<String> = [
        "forwarded", "x-original-url", "x-rewrite-url", "tracestate", "connection", "keep-alive", "proxy-connection",
        "upgrade", "expect", "http2-settings", "proxy-authorization", "proxy-authenticate", "host",
    ]

    /// - Returns: what is wrong; empty for a request as it should be.
    func objections(to request: ArrivedRequest) -> [String] {
        request.objections + identityObjections(request) + targetObjections(request) + lengthObjections(request)
    }

    private func identityObjections(_ request: ArrivedRequest) -> [String] {
        var objections: [String] = []
        for (name, pattern) in ours {
            let values = request.values(of: name)
            let isOurs = values.count == 1 && (try? Regex(pattern).wholeMatch(in: values[0])) != nil
            if !isOurs { objections.append("\(name): \(values)") }
        }
        if request.values(of: "x-forwarded-host") != [request.authority] { objections.append("x-forwarded-host") }
        for (name, value) in request.fields {
            let folded = String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
            let isOurs = ours[name] != nil || name == "x-forwarded-host"
            let isForged = ours[folded] != nil || folded.hasPrefix("x-forwarded") || Self.forbidden.contains(folded)
            if isForged, !isOurs { objections.append("a client's \(name)") }
            if name == "te", value != "trailers" { objections.append("te: \(value)") }
            if value.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\t" || $0.value == 127 }) {
                objections.append("a control in \(name)")
            }
        }
        return objections
    }

    private func targetObjections(_ request: ArrivedRequest) -> [String] {
        let path = request.target.prefix { $0 != "?" }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let hasDots = segments.contains { $0 == "." || $0 == ".." }
        let hasGap = segments.dropLast().contains("")
        let isPlain = path.hasPrefix("/open/") && !path.contains(/[;\\#]|%2[fF]|%5[cC]|%00/)
        return isPlain && !hasDots && !hasGap ? [] : ["target: \(request.target)"]
    }

    private func lengthObjections(_ request: ArrivedRequest) -> [String] {
        let lengths = request.values(of: "content-length")
        guard request.isComplete, !lengths.isEmpty else { return [] }
        return lengths == [String(request.body.count)] ? [] : ["length \(lengths), body \(request.body.count)"]
    }
}
