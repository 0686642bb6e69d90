import GatehouseCertificates
import GatehouseCrypto
import Testing

@testable import gatehouse

@Suite struct DemoFilesTests {
    private static let now: Int64 = 1_700_000_000
    private static let all: Set<String> = [
        "ca.key.pem", "ca.cert.pem", "server-ecdsa.key.pem", "server-ecdsa.cert.pem", "server-rsa.key.pem",
        "server-rsa.cert.pem", "webhook-signing.key.pem", "webhook-signing.public.pem",
    ]

    @Test func firstUseMakesAllAndKeepsSecretsSecret() throws {
        let repository = try ScratchRepository()
        let files = try DemoFiles(root: repository.root, nowSeconds: Self.now)
        #expect(Set(files.made) == Self.all)
        #expect(try repository.mode(of: DemoFiles.folder) == 0o700)
        for name in Self.all {
            let expected = name.contains(".key.") ? 0o600 : 0o644
            #expect(try repository.mode(of: DemoFiles.path(name)) == expected, "\(name)")
        }
    }

    @Test func secondUseFindsThem() throws {
        let repository = try ScratchRepository()
        let first = try DemoFiles(root: repository.root, nowSeconds: Self.now)
        let second = try DemoFiles(root: repository.root, nowSeconds: Self.now + 86_400)
        #expect(second.made.isEmpty)
        #expect(second.authorityPEM == first.authorityPEM)
        #expect(second.signingKey.publicKey == first.signingKey.publicKey)
    }

    @Test func whatHasExpiredIsMadeAnewAndTheSigningKeyStays() throws {
        let repository = try ScratchRepository()
        let first = try DemoFiles(root: repository.root, nowSeconds: Self.now)
        let later = try DemoFiles(root: repository.root, nowSeconds: Self.now + 400 * 86_400)
        #expect(Set(later.made) == Self.all.filter { !$0.hasPrefix("webhook") })
        #expect(later.authorityPEM != first.authorityPEM)
        #expect(later.signingKey.publicKey == first.signingKey.publicKey)
    }

    @Test func aMissingPairIsIssuedByTheAuthorityThatIsThere() throws {
        let repository = try ScratchRepository()
        let first = try DemoFiles(root: repository.root, nowSeconds: Self.now)
        try repository.remove(DemoFiles.path("server-rsa.key.pem"))
        let second = try DemoFiles(root: repository.root, nowSeconds: Self.now)
        #expect(second.made == ["server-rsa.key.pem", "server-rsa.cert.pem"])
        #expect(second.authorityPEM == first.authorityPEM)
    }

    @Test func aPairOfAnotherAuthorityIsReplaced() throws {
        let (repository, other) = (try ScratchRepository(), try ScratchRepository())
        _ = try DemoFiles(root: repository.root, nowSeconds: Self.now)
        _ = try DemoFiles(root: other.root, nowSeconds: Self.now)
        for name in ["ca.key.pem", "ca.cert.pem"] {
            try repository.remove(DemoFiles.path(name))
            try other.copy(DemoFiles.path(name), to: repository)
        }
        let files = try DemoFiles(root: repository.root, nowSeconds: Self.now)
        #expect(Set(files.made) == Self.all.filter { $0.hasPrefix("server") })
    }

    @Test func aPublicKeyThatDoesNotFitIsReplaced() throws {
        let (repository, other) = (try ScratchRepository(), try ScratchRepository())
        _ = try DemoFiles(root: repository.root, nowSeconds: Self.now)
        _ = try DemoFiles(root: other.root, nowSeconds: Self.now)
        let name = "webhook-signing.public.pem"
        try repository.remove(DemoFiles.path(name))
        try other.copy(DemoFiles.path(name), to: repository)
        #expect(try DemoFiles(root: repository.root, nowSeconds: Self.now).made == [name])
    }

    @Test func aFolderThatCannotBeMadeIsSaid() {
        let failure = #expect(throws: DemoFiles.Failure.self) { _ = try DemoFiles(root: "/dev/null") }
        #expect(failure?.description.contains("certs/dev") == true)
    }
}
