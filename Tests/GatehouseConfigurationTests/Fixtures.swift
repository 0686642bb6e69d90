import Foundation
import Testing

@testable import GatehouseConfiguration

/// A small complete file with one line per section, and ways to bend it.
enum Fixtures {
    static let complete = """
        version: 1
        listeners:
          - {name: https, address: "127.0.0.1:0", tls: {certificates: [gateway]}}
        certificates:
          - {name: gateway, chain: a.pem, key: b.pem}
        networks: {vpc: [10.0.0.0/8], office: [192.0.2.0/24]}
        signatures:
          - {name: fluent, scheme: fluent, keys: [{id: one, file: k.pem}]}
        upstreams:
          - {name: connector, address: "127.0.0.1:8080", protocol: h2c}
        routes:
          - {id: hook, hosts: ["*"], path: /hook, methods: [POST], exposure: public, require: none, upstream: connector}

        """

    /// The complete file with one piece of text in the place of another, which must exist.
    static func replacing(_ old: String, with new: String) throws -> String {
        try #require(complete.contains(old), "the fixture has no \(old)")
        return complete.replacingOccurrences(of: old, with: new)
    }

    static func document(_ text: String, file: String = "policy.yaml") throws -> ConfigurationDocument {
        try ConfigurationDocument(reading: Array(text.utf8), file: file)
    }

    /// `line:column: path: message (hint)` for each problem, without the file name.
    static func problems(in bytes: [UInt8]) -> [String] {
        let context = ReadingContext(file: "f")
        _ = ConfigurationDocument.read(bytes, context)
        return context.failure?.problems.map { String($0.description.dropFirst(2)) } ?? []
    }

    static func problems(in text: String) -> [String] {
        problems(in: Array(text.utf8))
    }

    /// The top of the repository.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func files(in folder: String, suffix: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: root.appending(path: folder), includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasSuffix(suffix) }
            .sorted { $0.path < $1.path }
    }

    /// The file at a path from the top of the repository.
    static func bytes(at path: String) throws -> [UInt8] {
        try bytes(of: root.appending(path: path))
    }

    static func bytes(of file: URL) throws -> [UInt8] {
        Array(try Data(contentsOf: file))
    }
}
