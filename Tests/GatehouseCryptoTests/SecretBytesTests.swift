import Foundation
import Testing

@testable import GatehouseCrypto

/// The heap is made for the whole process, once: here, for all tests that come after.
@Suite struct SecretBytesTests {
    private static let standing = SecretMemory.prepare()

    @Test func holdWhatTheyWereGiven() {
        let bytes = SecretBytes([1, 2, 3].span)
        #expect(bytes.count == 3)
        let copy = bytes.withBytes { span in span.indices.map { span[$0] } }
        #expect(copy == [1, 2, 3])
        #expect(bytes == SecretBytes([1, 2, 3].span))
        #expect(bytes != SecretBytes([1, 2, 4].span))
        #expect(bytes != SecretBytes([1, 2].span))
        #expect(SecretBytes([UInt8]().span).withBytes { $0.count } == 0)
    }

    @Test func aFailureToFillIsPassedOn() {
        #expect(throws: CryptoError.self) {
            _ = try SecretBytes(count: 8) { (_: inout MutableSpan<UInt8>) throws(CryptoError) in
                throw CryptoError(draining: "test")
            }
        }
    }

    @Test func lieInTheHeapThatIsNeverWrittenOut() throws {
        try #require(Self.standing != .ordinary)
        let bytes = SecretBytes([UInt8](repeating: 7, count: 64).span)
        #expect(bytes.isInSecretMemory)
        #expect(SecretMemory.usedByteCount > 64)
        // `dd`: not in core files; `lo`: locked (proc_pid_smaps(5)).
        let handle = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        let maps = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        let flags = maps.split(separator: "\n").filter { $0.hasPrefix("VmFlags:") }.map { $0.split(separator: " ") }
        #expect(flags.count > 10, "\(maps.count)")
        #expect(flags.contains { $0.contains("dd") && (Self.standing == .unlocked || $0.contains("lo")) })
    }

    /// What OpenSSL reads from a key lies there, too, and goes with it. Other tests come and go meanwhile: so many keys that
    /// theirs do not matter.
    @Test func numbersOfPrivateKeysLieThere() throws {
        try #require(Self.standing != .ordinary)
        let text = try PrivateKey.generate(.rsa(bits: 2048)).pem()
        // Of 2048 bits: the exponent of 256 bytes, and five numbers of 128.
        let expected = 100 * (256 + 5 * 128)
        let before = SecretMemory.usedByteCount
        var keys = try (0..<100).map { _ in try PrivateKey(pem: text) }
        let during = SecretMemory.usedByteCount
        #expect(during - before >= expected / 2, "\(before), \(during)")
        keys.removeAll()
        #expect(during - SecretMemory.usedByteCount >= expected / 2)
    }
}
