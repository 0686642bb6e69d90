import GatehouseCrypto
import Testing

struct DigestTests {
    /// The digests of "abc" (RFC 1321 appendix A.5, FIPS 180-4 examples).
    @Test(arguments: [
        (DigestAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
        (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            .sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
                + "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func knownValue(_ algorithm: DigestAlgorithm, _ expected: String) throws {
        #expect(try Digest.value(of: bytes("abc").span, algorithm).hexadecimal == expected)
    }

    @Test func emptyMessage() throws {
        let value = try Digest.value(of: [UInt8]().span, .md5)
        #expect(value.hexadecimal == "d41d8cd98f00b204e9800998ecf8427e")
    }

    /// However a body is cut into chunks, empty ones included, its digest is the same.
    @Test func chunksDoNotMatter() throws {
        let message = pattern(1000)
        let whole = try Digest.value(of: message.span, .sha512)
        for size in [1, 3, 127, 128, 129, 999] {
            var digest = try Digest(.sha512)
            for start in stride(from: 0, to: message.count, by: size) {
                digest.update(message.span.extracting(start..<min(start + size, message.count)))
                digest.update([UInt8]().span)
            }
            #expect(try digest.finish() == whole, "chunks of \(size)")
        }
    }

    @Test func resetForgetsWhatWasHashed() throws {
        var digest = try Digest(.sha256)
        digest.update(bytes("something else").span)
        digest.reset()
        digest.update(bytes("abc").span)
        let first = try digest.finish()
        digest.reset()
        digest.update(bytes("abc").span)
        #expect(try digest.finish() == first)
        #expect(first.hexadecimal.hasPrefix("ba7816bf"))
    }

    /// A value is taken once; bytes added behind the end must not yield another one.
    @Test func finishedDigestGivesNothingMore() throws {
        var digest = try Digest(.sha256)
        _ = try digest.finish()
        var isRefused = false
        do { _ = try digest.finish() } catch { isRefused = true }
        #expect(isRefused)
        digest.reset()
        _ = try digest.finish()
        digest.update(bytes("late").span)
        isRefused = false
        do { _ = try digest.finish() } catch { isRefused = true }
        #expect(isRefused)
    }
}
