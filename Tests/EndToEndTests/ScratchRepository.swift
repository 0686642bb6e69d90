import Foundation

/// A folder that looks like the repository's root to `gatehouse demo`: the policy, and nothing else. Removed with its
/// owner.
final class ScratchRepository {
    let root: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("gatehouse-test-\(UUID().uuidString)")
        root = folder.path
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("policies/connector.yaml")
        let policies = folder.appendingPathComponent("policies")
        try FileManager.default.createDirectory(at: policies, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: source, to: policies.appendingPathComponent("connector.yaml"))
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: root)
        } catch {
            // What is left lies in the system's temporary folder.
        }
    }

    /// Permission bits of a file.
    func mode(of path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(root)/\(path)")
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: "\(root)/\(path)")
    }

    func copy(_ path: String, to other: ScratchRepository) throws {
        try FileManager.default.copyItem(atPath: "\(root)/\(path)", toPath: "\(other.root)/\(path)")
    }
}
