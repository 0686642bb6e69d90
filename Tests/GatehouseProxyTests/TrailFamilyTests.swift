import Foundation
import GatehouseCrypto
import GatehouseTransport
import Testing

@testable import GatehouseProxy

struct TrailFamilyTests {
    private static let unbounded = TrailSettings.Retention(
        maximumFiles: .max, maximumBytes: .max, maximumAgeSeconds: .max)

    private func name(_ second: Int, _ ending: String = "") -> String {
        "a-20261125T1603\(second).000000Z.jsonl\(ending)"
    }

    private func expanded(_ path: String) throws -> String {
        var expander = try GzipExpander()
        var output: [UInt8] = []
        try expander.expand([UInt8](Data(contentsOf: URL(filePath: path))).span) { piece in
            for index in piece.indices { output.append(piece[index]) }
        }
        try expander.finish()
        return String(decoding: output, as: UTF8.self)
    }

    @Test func compressesWhatWasSetAsideAndNothingElse() throws {
        let folder = try TemporaryFolder()
        let content = String(repeating: "{\"record\":\"audit\"}\n", count: 50_000)
        for (file, text) in [(name(10), content), ("a.jsonl", "x"), ("b.jsonl", "y"), ("a-notes.txt", "z")] {
            try folder.write(text, to: file)
        }
        let family = TrailFamily(path: folder.path("a.jsonl"), retention: Self.unbounded)
        #expect(try family.tidy(nowNanoseconds: 0, isEnding: { false }).isEmpty)
        #expect(try folder.names() == [name(10, ".gz"), "a-notes.txt", "a.jsonl", "b.jsonl"])
        #expect(try expanded(folder.path(name(10, ".gz"))) == content)
    }

    /// What a crash at each point of compressing can leave.
    @Test func finishesWhatACrashHasLeft() throws {
        let folder = try TemporaryFolder()
        try folder.write("one\n", to: name(10))
        try folder.write("half", to: name(10, ".gz.part"))
        try folder.write("two\n", to: name(11))
        let family = TrailFamily(path: folder.path("a.jsonl"), retention: Self.unbounded)
        _ = try family.tidy(nowNanoseconds: 0, isEnding: { false })
        #expect(try folder.names() == [name(10, ".gz"), name(11, ".gz")])
        #expect(try expanded(folder.path(name(10, ".gz"))) == "one\n")
        // Renamed, but the original not removed yet: the compressed file counts.
        try folder.write("one\n", to: name(10))
        _ = try family.tidy(nowNanoseconds: 0, isEnding: { false })
        #expect(try folder.names() == [name(10, ".gz"), name(11, ".gz")])
    }

    @Test func anEndInBetweenLeavesTheOriginal() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "x\n", count: 500_000), to: name(10))
        let family = TrailFamily(path: folder.path("a.jsonl"), retention: Self.unbounded)
        var questions = 0
        _ = try family.tidy(nowNanoseconds: 0) {
            questions += 1
            return questions > 2
        }
        #expect(try folder.names() == [name(10)])
    }

    @Test func keepsTheNewestWithinEachBound() throws {
        let folder = try TemporaryFolder()
        func fill() throws {
            for second in 10..<20 { try folder.write(String(repeating: "x", count: 100), to: name(second, ".gz")) }
        }
        func tidy(_ retention: TrailSettings.Retention, now: Int64 = 0) throws -> [String] {
            try fill()
            return try TrailFamily(path: folder.path("a.jsonl"), retention: retention)
                .tidy(nowNanoseconds: now, isEnding: { false })
        }
        #expect(try tidy(.init(maximumFiles: 3, maximumBytes: .max, maximumAgeSeconds: .max)).count == 7)
        #expect(try folder.names() == [name(17, ".gz"), name(18, ".gz"), name(19, ".gz")])
        #expect(try tidy(.init(maximumFiles: .max, maximumBytes: 250, maximumAgeSeconds: .max)).count == 8)
        #expect(try folder.names() == [name(18, ".gz"), name(19, ".gz")])
        // 16:03:25, ten seconds after the file of 16:03:15.
        let removed = try tidy(
            .init(maximumFiles: .max, maximumBytes: .max, maximumAgeSeconds: 10), now: 1_795_622_605_000_000_000)
        #expect(removed.sorted() == (10..<15).map { name($0, ".gz") })
    }
}
