import Foundation
import GatehouseConfiguration
import GatehousePolicy
import GatehouseProxy
import GatehouseTransport

/// Everything the demo runs on: generated files, the stand-in connector, a folder for records, and the gateway's
/// configuration, which is `policies/connector.yaml` with what one machine needs changed in memory.
struct DemoSetting {
    /// Why there can be no demo, for people.
    struct Failure: Error {
        let text: String
        let exitStatus: ExitStatus
    }

    /// From the root of the repository.
    static let policyPath = "policies/connector.yaml"
    /// The network that gets the private client's address in addition.
    static let privateNetwork = "vpc"
    /// The private client's address.
    static let privateRange = "127.0.0.2/32"

    let files: DemoFiles
    let connector: StandInConnector
    let preparation: Preparation
    /// Absolute path of the folder for records, and for an event to play with.
    let records = FileManager.default.temporaryDirectory
        .appendingPathComponent("gatehouse-demo-" + String(UInt32.random(in: .min ... .max), radix: 16)).path

    /// - Parameters:
    ///   - root: the root of the repository.
    ///   - port: of the gateway; nil takes the policy's, 0 has the system choose.
    /// - Throws: what is missing or wrong; nothing runs then.
    init(root: String, port: UInt16?) throws(Failure) {
        let policy = Self.join(root, Self.policyPath)
        guard let bytes = FileReading.bytes(at: policy) else {
            let place = root == "." ? "the current folder" : root
            throw Failure(
                text: "\(place) has no \(Self.policyPath): start the demo in the repository's root, or name it with "
                    + "--directory", exitStatus: .unreadable)
        }
        do {
            files = try DemoFiles(root: root)
            connector = try StandInConnector()
            preparation = try Preparation(
                reading: bytes, file: policy,
                rehearsal: Self.rehearsal(port: port, connector: connector.address, records: records))
        } catch let failure as PreparationFailure {
            throw Failure(text: failure.text, exitStatus: failure.exitStatus)
        } catch {
            throw Failure(text: "gatehouse: \(error)", exitStatus: .system)
        }
    }

    /// A path below `root`, as short as possible.
    static func join(_ root: String, _ path: String) -> String {
        root == "." ? path : "\(root)/\(path)"
    }

    private static func rehearsal(port: UInt16?, connector: SocketAddress, records: String) -> Rehearsal {
        Rehearsal(
            port: port, connector: Endpoint(host: connector.hostDescription, port: connector.port),
            additionalRanges: [privateNetwork: [Network(privateRange)].compactMap { $0 }],
            audit: .file(path: "\(records)/audit.jsonl"), access: .file(path: "\(records)/access.jsonl"))
    }

    /// Makes the folder for records, which only its owner can look into: they name clients and paths.
    ///
    /// - Throws: when the temporary folder cannot be written to.
    func makeRecordsFolder() throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: records, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(TourBodies.event).write(to: URL(fileURLWithPath: "\(records)/event.json"))
        } catch {
            throw Failure(text: "gatehouse: \(records): \(error.localizedDescription)", exitStatus: .system)
        }
    }

    /// Takes the folder away again: what it holds is of the demo alone.
    func removeRecordsFolder() {
        // What cannot be removed lies in the system's temporary folder.
        try? FileManager.default.removeItem(atPath: records)
    }

    /// Where the gateway will listen; with port 0 known only when it does.
    var listenerAddress: SocketAddress? {
        preparation.snapshot.listeners.first?.address
    }
}
