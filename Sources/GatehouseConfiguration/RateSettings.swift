package import GatehousePolicy

/// A bucket of tokens as the file states it: how many in a time, and how many at once.
package struct RateSettings: Hashable, Sendable {
    package let rate: RateText
    package let burst: Int

    /// As the gateway counts.
    package var rule: RateRule { rate.rule(burst: burst) }
}

/// How many requests a route takes in a time; nil: as many as come.
package struct RouteRateSettings: Hashable, Sendable {
    /// From each client network.
    package let client: RateSettings?
    /// From all together.
    package let total: RateSettings?

    /// As the gateway counts.
    package var routeRate: RouteRate { RouteRate(client: client?.rule, total: total?.rule) }
}

extension RouteRateSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "route_rate", context) else { return nil }
        let client = section.optional("client", .rate)
        let clientBurst = section.optional("client_burst", .burst)
        let total = section.optional("total", .rate)
        let totalBurst = section.optional("total_burst", .burst)
        section.finish()
        guard let client, let clientBurst, let total, let totalBurst else { return nil }
        guard client != nil || total != nil else {
            section.report("neither `client` nor `total` is set", hint: "leave `rate` out where nothing is limited")
            return nil
        }
        for (key, rate, burst) in [("client", client, clientBurst), ("total", total, totalBurst)]
        where rate == nil && burst != nil {
            section.report(
                "`\(key)_burst` without `\(key)`", hint: "a burst is the size of the bucket that `\(key)` fills",
                at: "\(key)_burst")
            return nil
        }
        self.init(client: Self.bucket(client, clientBurst), total: Self.bucket(total, totalBurst))
    }

    /// A bucket holds what comes in its unit of time, unless the file says otherwise: whoever is within the rate may send
    /// all of it at once.
    private static func bucket(_ rate: RateText?, _ burst: Int?) -> RateSettings? {
        rate.map { RateSettings(rate: $0, burst: burst ?? $0.count) }
    }
}

extension RateSettings {
    /// Failed signatures of a client network: see `ProxyLimits.signatureFailures` for why so many.
    static let signatureFailures = RateSettings(rate: RateText(count: 5, milliseconds: 1_000), burst: 50)

    init?(readingSignatureFailures node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "signature_failures", context) else { return nil }
        let fallback = Self.signatureFailures
        let rate = section.value("rate", .rate, default: fallback.rate)
        let burst = section.value("burst", .burst, default: fallback.burst)
        section.finish()
        guard let rate, let burst else { return nil }
        self.init(rate: rate, burst: burst)
    }
}

extension ValueReader where Value == Int {
    /// The size of a bucket.
    fileprivate static var burst: ValueReader { .integer(in: 1...1_000_000) }
}

extension ValueReader where Value == RateSettings? {
    /// `none`, or a section.
    static var signatureFailures: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "none" { return .some(nil) }
            return RateSettings(readingSignatureFailures: node, context).map { .some($0) }
        }
    }
}
