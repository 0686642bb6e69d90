import GatehouseCrypto
import Glibc
import Testing

@testable import GatehouseTLS

/// Certificates for tests, made once per run by the `openssl` command in a temporary folder. Good for two days.
struct TestCertificates: Sendable {
    static let shared = TestCertificates()

    private let files: [String: String]

    /// The authority that has signed all leaves.
    var authority: String { files["ca.pem"] ?? "" }
    /// What it has revoked.
    var revocations: String { files["revocations.pem"] ?? "" }
    /// A list of somebody else's, and one of its own that has ended.
    var strangeRevocations: String { files["revocations-strange.pem"] ?? "" }
    var endedRevocations: String { files["revocations-old.pem"] ?? "" }
    /// Another one, which has signed no server's.
    var strangeAuthority: String { files["strange.pem"] ?? "" }

    /// The pair called `name` in `script`.
    func pair(_ name: String, serverNames: [String] = []) -> CertificatePair {
        CertificatePair(
            id: name, certificateChainPEM: files["\(name).pem"] ?? "",
            privateKeyPEM: SecretText(files["\(name).key"] ?? ""),
            serverNames: serverNames)
    }

    private init() {
        var template = Array("/tmp/gatehouse-tls-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            files = [:]
            return
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let command = "cd \(folder) && { \(Self.script) } >log 2>&1 || cat log >&2"
        let status = unsafe system(command)
        precondition(status == 0, "the openssl command could not make the certificates of the tests")
        var files: [String: String] = [:]
        for name in Self.names + Self.lists + ["ca", "strange"] {
            for suffix in ["pem", "key"] { files["\(name).\(suffix)"] = Self.contents("\(folder)/\(name).\(suffix)") }
        }
        self.files = files
        _ = unsafe system("rm -r \(folder)")
    }

    private static let names = [
        "rsa-a", "ec-a", "ec-wild", "rsa-other", "ec-address", "ec-expired", "ec-nul", "ec-nameless", "rsa-small",
        "ed-a", "client", "client-other", "client-revoked", "client-expired", "client-strange", "client-nul",
        "client-nul-label", "client-constrained", "client-permitted",
    ]
    private static let lists = ["revocations", "revocations-strange", "revocations-old"]

    /// `key NAME KIND` and `leaf NAME EXTENSION DAYS`. The SAN of `ec-nul` is "a.example.test", NUL, ".evil".
    private static let script = """
        key() { case $2 in
          ec) openssl ecparam -name prime256v1 -genkey -noout -out $1.key;;
          ed) openssl genpkey -algorithm ed25519 -out $1.key;;
          *) openssl genrsa -out $1.key $2;;
        esac; }
        leaf() {
          openssl req -new -key $1.key -subj /CN=a.example.test -out $1.csr || return 1
          echo "$2" > $1.ext
          openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days $3 -extfile $1.ext -out $1.pem
        }
        set -e
        for ca in ca strange; do
          key $ca ec; openssl req -x509 -new -key $ca.key -subj /CN=$ca -days 2 -out $ca.pem
        done
        key rsa-a 2048; leaf rsa-a subjectAltName=DNS:a.example.test 2
        key ec-a ec; leaf ec-a subjectAltName=DNS:a.example.test 2
        key ec-wild ec; leaf ec-wild 'subjectAltName=DNS:*.example.test,DNS:example.test' 2
        key rsa-other 2048; leaf rsa-other subjectAltName=DNS:other.test 2
        key ec-address ec; leaf ec-address subjectAltName=IP:127.0.0.1,IP:::1 2
        key ec-expired ec; leaf ec-expired subjectAltName=DNS:a.example.test -1
        key ec-nul ec
        leaf ec-nul subjectAltName=DER:30168214612e6578616d706c652e74657374002e6576696c 2
        key ec-nameless ec; leaf ec-nameless basicConstraints=CA:FALSE 2
        key rsa-small 1024; leaf rsa-small subjectAltName=DNS:small.test 2
        key ed-a ed; leaf ed-a subjectAltName=DNS:a.example.test 2
        for name in client client-revoked; do key $name ec; leaf $name subjectAltName=DNS:one.partner.test 2; done
        key client-other ec; leaf client-other subjectAltName=DNS:other.test 2
        key client-expired ec; leaf client-expired subjectAltName=DNS:one.partner.test -1
        key client-strange ec; cp ca.pem kept.pem; cp ca.key kept.key; cp strange.pem ca.pem; cp strange.key ca.key
        leaf client-strange subjectAltName=DNS:one.partner.test 2; mv kept.pem ca.pem; mv kept.key ca.key
        printf '%s\n' '[ca]' default_ca=d '[d]' database=index crlnumber=number default_md=sha256 default_crl_days=2 > cnf
        : > index; echo 01 > number
        openssl ca -config cnf -cert ca.pem -keyfile ca.key -revoke client-revoked.pem
        openssl ca -config cnf -cert ca.pem -keyfile ca.key -gencrl -out revocations.pem
        openssl ca -config cnf -cert strange.pem -keyfile strange.key -gencrl -out revocations-strange.pem
        openssl ca -config cnf -cert ca.pem -keyfile ca.key -gencrl -crl_lastupdate 20250101000000Z \\
          -crl_nextupdate 20250102000000Z -out revocations-old.pem
        key client-nul ec
        leaf client-nul subjectAltName=DER:301882166f6e652e706172746e65722e74657374002e6576696c 2
        key client-nul-label ec
        leaf client-nul-label subjectAltName=DER:301682146576696c002e782e706172746e65722e74657374 2
        key constrained ec
        leaf constrained 'basicConstraints=critical,CA:TRUE
        nameConstraints=critical,permitted;DNS:partner.test,excluded;DNS:secret.partner.test' 2
        cp ca.pem kept.pem; cp ca.key kept.key; cp constrained.pem ca.pem; cp constrained.key ca.key
        key client-permitted ec; leaf client-permitted subjectAltName=DNS:one.partner.test 2
        key client-constrained ec; leaf client-constrained subjectAltName=DNS:a.secret.partner.test 2
        mv kept.pem ca.pem; mv kept.key ca.key
        for name in client-permitted client-constrained; do cat constrained.pem >> $name.pem; done
        """ + "\n"

    private static func contents(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
