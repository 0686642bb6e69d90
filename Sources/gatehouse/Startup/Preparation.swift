import GatehouseAudit
import GatehouseCertificates
import GatehouseConfiguration
import GatehouseCrypto
import GatehousePolicy
import GatehouseProxy
import GatehouseTLS
import GatehouseTransport

/// A configuration made ready to run: files read, keys and certificates parsed, names resolved, the route table built.
///
/// What `gatehouse check` does is exactly this, and nothing of what follows it.
struct Preparation {
    let document: ConfigurationDocument
    let snapshot: Snapshot
    /// By name; those that terminate TLS.
    let listeners: [String: BuiltListener]
    /// By name.
    let upstreams: [String: BuiltUpstream]
    /// By listener: whom it trusts, and how often that has changed.
    let trust: [String: (basis: TrustBasis, generation: UInt64)]
    /// The files that are used, and what they hold, by item.
    let items: [RotationItem]
    let materials: [String: Material]
    /// What an operator should look at, in the order of the file; nothing that keeps the gateway from running.
    let warnings: [PreparationWarning]

    /// Reads and prepares a configuration file.
    ///
    /// - Parameters:
    ///   - file: its path.
    ///   - rehearsal: what to change, for trying it out on this machine; nil takes the file as it is.
    /// - Throws: `PreparationFailure` with every problem that was found.
    init(file: String, rehearsal: Rehearsal? = nil) throws(PreparationFailure) {
        guard let bytes = FileReading.bytes(at: file) else { throw .unreadable(file) }
        try self.init(reading: bytes, file: file, rehearsal: rehearsal)
    }

    /// Prepares a configuration that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: what the file holds.
    ///   - file: its path.
    ///   - rehearsal: what to change, for trying it out on this machine; nil takes the file as it is.
    ///   - former: what serves now; what has not changed is taken over from it.
    /// - Throws: `PreparationFailure` with every problem that was found.
    init(
        reading bytes: [UInt8], file: String, rehearsal: Rehearsal? = nil, following former: Preparation? = nil
    ) throws(PreparationFailure) {
        do {
            let document = try ConfigurationDocument(reading: bytes, file: file)
            let builder = SnapshotBuilder(rehearsal.map(document.rehearsed) ?? document, following: former)
            try self.init(builder, digest: Self.digest(of: bytes))
        } catch let failure as ConfigurationFailure {
            throw .invalid(failure)
        } catch let failure as PreparationFailure {
            throw failure
        } catch {
            throw .invalid(ConfigurationFailure(problems: []))
        }
    }

    /// Prepares the same configuration with other materials.
    ///
    /// - Throws: `PreparationFailure` when they do not fit it.
    init(rotating former: Preparation, to staged: [String: Material]) throws(PreparationFailure) {
        let builder = SnapshotBuilder(former.document, following: former, staged: staged)
        try self.init(builder, digest: former.snapshot.policyDigest)
    }

    /// Prepares the same configuration with other addresses for some names.
    ///
    /// - Throws: `PreparationFailure` when it cannot be built with them.
    init(resolving former: Preparation, to answers: AddressWatch.Answers) throws(PreparationFailure) {
        let builder = SnapshotBuilder(former.document, following: former, answers: answers)
        try self.init(builder, digest: former.snapshot.policyDigest)
    }

    /// Those of the answers that differ from what serves, in whatever order.
    func news(in answers: AddressWatch.Answers) -> AddressWatch.Answers {
        answers.filter { place, addresses in
            upstreams.values.contains { upstream in
                upstream.places.contains(place) && Set(upstream.resolved[place] ?? []) != Set(addresses)
            }
        }
    }

    private init(_ builder: SnapshotBuilder, digest: SHA256Value) throws(PreparationFailure) {
        let snapshot = builder.build(policyDigest: digest)
        guard let snapshot, builder.problems.isEmpty else {
            throw .invalid(ConfigurationFailure(problems: builder.problems))
        }
        document = builder.document
        self.snapshot = snapshot
        listeners = builder.builtListeners
        upstreams = builder.builtUpstreams
        trust = builder.trust
        items = builder.materials.items
        materials = builder.materials.taken
        warnings = builder.warnings
    }

    /// Threads that serve.
    var workerCount: Int {
        switch document.workers {
        case .automatic: CPU.onlineCount
        case .count(let count): count
        }
    }

    static func digest(of bytes: [UInt8]) throws(PreparationFailure) -> SHA256Value {
        do {
            let digest = try Digest.value(of: bytes.span, .sha256)
            guard let value = digest.withSpan({ SHA256Value($0) }) else { throw PreparationFailure.cryptography }
            return value
        } catch {
            throw .cryptography
        }
    }
}

/// Why a configuration cannot be run.
enum PreparationFailure: Error {
    case unreadable(String)
    case invalid(ConfigurationFailure)
    /// libcrypto does not work: not the configuration's fault.
    case cryptography

    var exitStatus: ExitStatus {
        switch self {
        case .unreadable: .unreadable
        case .invalid: .configuration
        case .cryptography: .system
        }
    }

    var text: String {
        switch self {
        case .unreadable(let file): "\(file): cannot be read"
        case .invalid(let failure): failure.description
        case .cryptography: "libcrypto cannot compute a SHA-256 digest"
        }
    }
}
