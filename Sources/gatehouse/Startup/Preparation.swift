import GatehouseAudit
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
    /// One for each listener that terminates TLS; rotated while the gateway runs.
    let ticketKeys: [TicketKeys]
    /// How often, in nanoseconds.
    let ticketRotations: [UInt64]
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
    init(reading bytes: [UInt8], file: String, rehearsal: Rehearsal? = nil) throws(PreparationFailure) {
        do {
            let document = try ConfigurationDocument(reading: bytes, file: file)
            try self.init(rehearsal.map(document.rehearsed) ?? document, digest: Self.digest(of: bytes))
        } catch let failure as ConfigurationFailure {
            throw .invalid(failure)
        } catch let failure as PreparationFailure {
            throw failure
        } catch {
            throw .invalid(ConfigurationFailure(problems: []))
        }
    }

    private init(_ document: ConfigurationDocument, digest: SHA256Value) throws(PreparationFailure) {
        let builder = SnapshotBuilder(document)
        let snapshot = builder.build(policyDigest: digest)
        guard let snapshot, builder.problems.isEmpty else {
            throw .invalid(ConfigurationFailure(problems: builder.problems))
        }
        self.document = document
        self.snapshot = snapshot
        ticketKeys = builder.ticketKeys
        ticketRotations = builder.ticketRotations
        warnings = builder.warnings
    }

    /// Threads that serve.
    var workerCount: Int {
        switch document.workers {
        case .automatic: CPU.onlineCount
        case .count(let count): count
        }
    }

    private static func digest(of bytes: [UInt8]) throws(PreparationFailure) -> SHA256Value {
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
