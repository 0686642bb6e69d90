import ArgumentParser
import Foundation
import GatehouseCrypto
import GatehouseSignatures

/// Signs a body as the sender would, for trying things out.
struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a body with a private key and print the signature fields.",
        discussion: """
            Prints one field a line, as `curl -H @FILE` reads them. The scheme is Fluent's: RSA PKCS#1 v1.5 over the exact \
            bytes of the body, SHA-512 in `fluent-signature`.

            Example:
              gatehouse sign --key certs/dev/webhook-signing.key.pem event.json > fields.txt
              curl --cacert certs/dev/ca.cert.pem -H @fields.txt --data-binary @event.json \\
                https://localhost:8443/api/v1/fluent-connect/webhook
            """)

    @Option(help: "The private key (PEM).")
    var key: String

    @Flag(help: "Print the legacy field `flex.signature` (MD5) as well.")
    var legacy = false

    @Argument(help: "The file with the body; `-` is standard input.")
    var body: String

    func run() throws {
        let key = try readKey()
        let body = try readBody()
        do {
            let values = try FluentSigner.sign(body: body.span, key: key)
            print("\(FluentScheme.fieldName): \(values.signature)")
            if legacy { print("\(FluentScheme.legacyFieldName): \(values.legacySignature)") }
        } catch {
            ErrorOutput.print("gatehouse: \(error)")
            throw ExitStatus.failure.code
        }
    }

    private func readKey() throws -> PrivateKey {
        guard let text = FileReading.text(at: key) else {
            ErrorOutput.print("gatehouse: cannot read the key file \(key)")
            throw ExitStatus.unreadable.code
        }
        do {
            return try PrivateKey(pem: text)
        } catch {
            ErrorOutput.print("gatehouse: \(key) is not a private key in PEM: \(error)")
            throw ExitStatus.failure.code
        }
    }

    private func readBody() throws -> [UInt8] {
        if body == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
        guard let bytes = FileReading.bytes(at: body) else {
            ErrorOutput.print("gatehouse: cannot read the body file \(body)")
            throw ExitStatus.unreadable.code
        }
        return bytes
    }
}
