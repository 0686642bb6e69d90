import Foundation
import GatehouseCrypto
import Synchronization
import Testing

struct PreparedVerificationTests {
    private let key: PrivateKey
    private let digest: DigestValue
    private let signature: [UInt8]
    private let verification: PreparedVerification

    init() throws {
        key = try PrivateKey.generate(.rsa(bits: 1024))
        digest = try Digest.value(of: bytes("message").span, .sha512)
        signature = try key.signature(over: digest, .sha512)
        verification = PreparedVerification(key: key.publicKey, algorithm: .sha512)
    }

    /// A context that has just refused must still accept, and the other way round.
    @Test func contextsAreReusedWithoutMemory() throws {
        var wrong = signature
        wrong[0] ^= 1
        for _ in 0..<20 {
            #expect(verification.check(signature.span, over: digest) == .matches)
            #expect(verification.check(wrong.span, over: digest) == .differs)
        }
        #expect(CryptoErrorQueue.drain().isEmpty)
    }

    @Test func otherDigestsAndLengthsAreRefused() throws {
        let other = try Digest.value(of: bytes("other").span, .sha512)
        #expect(verification.check(signature.span, over: other) == .differs)
        let shorter = try Digest.value(of: bytes("message").span, .sha256)
        #expect(verification.check(signature.span, over: shorter) == .failed)
        for count in [0, 1, 127, 129, 256] {
            #expect(verification.check(pattern(count).span, over: digest) == .differs)
        }
    }

    /// The same signature must not count for another hash function or another key.
    @Test func algorithmAndKeyAreBound() throws {
        let md5 = try Digest.value(of: bytes("message").span, .md5)
        let asMD5 = PreparedVerification(key: key.publicKey, algorithm: .md5)
        #expect(asMD5.check(signature.span, over: md5) == .differs)
        let otherKey = try PrivateKey.generate(.rsa(bits: 1024)).publicKey
        let other = PreparedVerification(key: otherKey, algorithm: .sha512)
        #expect(other.check(signature.span, over: digest) == .differs)
    }

    /// More threads than slots, each alternating between a right and a wrong signature.
    @Test func threadsShareOneKey() {
        let wrongCount = Atomic(0)
        let group = DispatchGroup()
        for _ in 0..<12 {
            group.enter()
            Thread.detachNewThread { [signature, digest, verification] in
                var flipped = signature
                flipped[64] ^= 0x10
                for _ in 0..<200 {
                    let isRight =
                        verification.check(signature.span, over: digest) == .matches
                        && verification.check(flipped.span, over: digest) == .differs
                    if !isRight { wrongCount.add(1, ordering: .relaxed) }
                }
                group.leave()
            }
        }
        group.wait()
        #expect(wrongCount.load(ordering: .relaxed) == 0)
    }
}
