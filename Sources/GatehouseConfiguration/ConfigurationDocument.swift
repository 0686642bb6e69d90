/// A configuration file as validated values: every reference leads somewhere, every number is in range.
///
/// Holds paths, not contents: reading keys and certificates, and resolving names, is for whoever starts the gateway.
package struct ConfigurationDocument: Hashable, Sendable {
    /// The file as the operator named it.
    package let file: String
    /// How many threads.
    package let workers: WorkerSettings
    /// How it ends.
    package let drain: DrainSettings
    /// May be empty, where listeners only redirect.
    package let certificates: [CertificateSettings]
    /// May be empty, where all is public.
    package let networks: [NetworkSettings]
    /// At least one.
    package let listeners: [ListenerSettings]
    /// At least one.
    package let upstreams: [UpstreamSettings]
    /// May be empty, where nothing is signed.
    package let keyRings: [KeyRingSettings]
    /// At least one, in the order of the file.
    package let routes: [RouteSettings]
    /// For each client connection.
    package let limits: LimitSettings
    /// For all records.
    package let audit: AuditSettings
    /// Nil: there is no admin listener.
    package let admin: AdminSettings?
    /// Nil: there is no health listener.
    package let health: HealthSettings?
    /// What is closed off while it serves.
    package let sandbox: SandboxSettings
}

extension ConfigurationDocument {
    /// Reads a file that is already in memory.
    ///
    /// - Parameters:
    ///   - bytes: at most 1 MiB of UTF-8.
    ///   - file: its name for messages; relative paths inside are taken from its folder.
    /// - Throws: everything that is wrong with it, not only the first thing.
    package init(reading bytes: [UInt8], file: String) throws(ConfigurationFailure) {
        let context = ReadingContext(file: file)
        let document = Self.read(bytes, context)
        if let failure = context.failure { throw failure }
        guard let document else { preconditionFailure("a document that cannot be read must leave a problem behind") }
        self = document
    }

    static func read(_ bytes: [UInt8], _ context: ReadingContext) -> ConfigurationDocument? {
        guard let text = SourceText.read(bytes, context), let root = YAMLTree.read(text, context) else { return nil }
        context.definitions = Definitions(of: root)
        let document = ConfigurationDocument(reading: root, context)
        if let document, context.problems.isEmpty { RouteTableCheck.run(on: document, context) }
        return document
    }

    /// A problem that only a later step can see (a key that does not parse, a name that does not resolve), in the
    /// same form as those of the file itself.
    package func problem(at position: SourcePosition, _ message: String, hint: String) -> ConfigurationProblem {
        ConfigurationProblem(file: file, position: position, keyPath: "", message: message, hint: hint)
    }
}
