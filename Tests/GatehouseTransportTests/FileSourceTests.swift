import Foundation
import Testing

@testable import GatehouseTransport

struct FileSourceTests {
    private func text(_ piece: Span<UInt8>) -> String {
        String(decoding: piece.indices.map { piece[$0] }, as: UTF8.self)
    }

    @Test func readsPieceByPieceAndGoesOnWhenTheFileGrows() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "gatehouse-test-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let sink = try FileSink(appendingTo: path)
        try sink.write("abcdefg".utf8.span)
        let source = try FileSource(path: path, pieceByteCount: 5)
        #expect(try source.read(text) == "abcde")
        #expect(try source.read(text) == "fg")
        #expect(try source.read(text) == "")
        try sink.write("h".utf8.span)
        #expect(try source.read(text) == "h")
        #expect(source.identity == FileSource.identity(ofFileAt: path))
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        defer { try? FileManager.default.removeItem(atPath: path + ".1") }
        #expect(FileSource.identity(ofFileAt: path) == nil)
        try sink.reopen()
        #expect(FileSource.identity(ofFileAt: path) != source.identity)
    }

    @Test func whatCannotBeReadIsAnError() {
        #expect(throws: SystemError(.open, code: ENOENT)) { _ = try FileSource(path: "/nonexistent") }
        #expect(throws: SystemError(.read, code: EISDIR)) { try FileSource(path: "/").read { _ in } }
    }
}
