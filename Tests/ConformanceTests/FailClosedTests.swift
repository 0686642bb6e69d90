import Foundation
import GatehouseCertificates
import GatehouseCrypto
import GatehouseTransport
import Testing

@testable import gatehouse

/// What the policy relies on is there and sound, or nothing starts: no check is skipped because its input is missing.
@Suite struct FailClosedTests {
    /// The files of a policy that uses every kind of material.
    private static let files = [
        "chain.pem", "key.pem", "clients.pem", "revoked.pem", "webhook.pem", "connector-ca.pem",
    ]

    private static let webhookKey = Result { try PrivateKey.generate(.rsa(bits: 2048)).publicKey.pem }

    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "gatehouse-closed-\(UUID().uuidString)")

        init() throws {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            let now = Clock.wallSeconds()
            let valid = (now - 60)...(now + 86_400)
            let authority = try DevelopmentAuthority(validSeconds: valid)
            let pair = try authority.issue(names: [.dns("h")], algorithm: .ecdsa(.p256), validSeconds: valid)
            try write("chain.pem", pair.certificatePEM)
            try write("key.pem", pair.privateKeyPEM)
            for name in ["clients.pem", "connector-ca.pem"] { try write(name, authority.pair.certificatePEM) }
            try write("webhook.pem", FailClosedTests.webhookKey.get())
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: url.appending(path: name))
        }

        func isPrepared(revocation: Bool) -> Bool {
            let lists = revocation ? ", crl: revoked.pem" : ""
            let policy = """
                version: 1
                listeners:
                  - name: https
                    address: 127.0.0.1:0
                    tls: {certificates: [edge], client_certificates: {ca: clients.pem\(lists)}}
                certificates: [{name: edge, chain: chain.pem, key: key.pem}]
                signatures:
                  - {name: fluent, scheme: fluent, keys: [{id: first, file: webhook.pem}]}
                upstreams:
                  - {name: connector, address: "127.0.0.1:1", protocol: h2, tls: {ca: connector-ca.pem, server_name: h}}
                routes:
                  - id: webhook
                    hosts: ["*"]
                    path: /webhook
                    methods: [POST]
                    exposure: public
                    require: {signature: fluent}
                    upstream: connector
                audit: {records: audit.jsonl, access: none}

                """
            let file = url.appending(path: "policy.yaml").path
            return (try? Preparation(reading: Array(policy.utf8), file: file)) != nil
        }
    }

    @Test("CVE-2026-54762, CVE-2026-27586, CVE-2024-23324, Malcolm#1055: with everything there it starts")
    func soundFilesAreTaken() throws {
        #expect(try Folder().isPrepared(revocation: false))
    }

    @Test(
        "CVE-2026-54762, CVE-2026-27586, CVE-2024-23324, Malcolm#1055: a missing or broken input is no open door",
        arguments: files, ["missing", "", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func nothingStartsWithout(file: String, contents: String) throws {
        let folder = try Folder()
        if contents == "missing" {
            try? FileManager.default.removeItem(at: folder.url.appending(path: file))
        } else {
            try folder.write(file, contents)
        }
        #expect(!folder.isPrepared(revocation: file == "revoked.pem"))
    }

    @Test("CVE-2026-54762: a key that is another's is no key")
    func nothingStartsWithAnotherPairsKey() throws {
        let (folder, other) = (try Folder(), try Folder())
        let key = try String(contentsOf: other.url.appending(path: "key.pem"), encoding: .utf8)
        try folder.write("key.pem", key)
        #expect(!folder.isPrepared(revocation: false))
    }
}
