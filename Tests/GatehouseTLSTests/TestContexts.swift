@testable import GatehouseTLS

/// Contexts as most tests want them.
enum TestContexts {
    static func server(
        _ pairs: [String] = ["ec-a"], defaults: [String] = [], generation: UInt64 = 0, keys: TicketKeys? = nil,
        protocols: [ApplicationProtocol] = [.http2, .http11, .http10]
    ) throws -> TLSServerContext {
        var settings = TLSServerSettings(pairs: pairs.map { TestCertificates.shared.pair($0) })
        settings.defaultPairIDs = defaults
        settings.generation = generation
        settings.applicationProtocols = protocols
        return try TLSServerContext(settings, ticketKeys: keys ?? TicketKeys())
    }

    static func client(_ change: (inout TLSClientSettings) -> Void = { _ in }) throws -> TLSClientContext {
        var settings = TLSClientSettings()
        settings.authoritiesPEM = TestCertificates.shared.authority
        change(&settings)
        return try TLSClientContext(settings)
    }
}
