import ArgumentParser
import GatehouseCertificates
import GatehouseCrypto
import GatehouseTransport

/// Makes what a developer's machine needs to speak TLS.
struct CertificatesDevelopmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dev",
        abstract: "Make a development authority and server certificates (ECDSA and RSA).",
        discussion: """
            Writes ca, server-ecdsa and server-rsa as NAME.cert.pem and NAME.key.pem. An authority that is there is used \
            again, so that clients that trust it need not be told anew; pairs are replaced when they no longer serve, or \
            always with --renew. Whoever has ca.key.pem can pretend to be anyone towards those who trust ca.cert.pem: it \
            must not leave the machine.
            """)

    @Option(help: "The folder; made when it is missing.")
    var directory = "certs/dev"

    @Option(name: .customLong("name"), help: "A DNS name or address the certificates speak for; may be repeated.")
    var names: [String] = ["localhost", "127.0.0.1", "::1"]

    @Option(help: "Days until the certificates end.")
    var days: Int64 = 365

    @Flag(help: "Replace pairs that still serve.")
    var renew = false

    func run() throws {
        let parsed = names.compactMap { CertificateName(parsing: $0) }
        guard parsed.count == names.count, (1...3650).contains(days) else {
            ErrorOutput.print("gatehouse: a name is neither a DNS name nor an address, or --days is not 1 to 3650")
            throw ExitStatus.usage.code
        }
        do {
            let folder = DevelopmentFolder(
                path: directory, names: parsed, nowSeconds: Clock.wallSeconds(), validitySeconds: days * 86_400)
            let provided = try folder.provide(renewing: renew)
            print(provided.made.isEmpty ? "nothing to do: all of \(directory) serves" : "made in \(directory):")
            for name in provided.made { print("  \(name)") }
        } catch {
            ErrorOutput.print("gatehouse: \(error)")
            throw ExitStatus.system.code
        }
    }
}
