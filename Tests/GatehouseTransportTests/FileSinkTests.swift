import Glibc
import Testing

@testable import GatehouseTransport

@Suite struct FileSinkTests {
    @Test func appendsAndReopens() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("records.jsonl")
        let sink = try FileSink(appendingTo: path)
        try sink.write("one\n".utf8.span)
        try sink.synchronize()
        try folder.move("records.jsonl", to: "records.jsonl.1")
        try sink.write("two\n".utf8.span)
        try sink.reopen()
        try sink.write("three\n".utf8.span)
        #expect(folder.contents("records.jsonl.1") == "one\ntwo\n")
        #expect(folder.contents("records.jsonl") == "three\n")
        try FileSink(appendingTo: path).write("four\n".utf8.span)
        #expect(folder.contents("records.jsonl") == "three\nfour\n")
    }

    @Test func keepsTheOldFileWhenReopeningFails() throws {
        let folder = try TemporaryFolder()
        let sink = try FileSink(appendingTo: folder.path("a/records"), makingFolder: folder.path("a"))
        try folder.move("a", to: "b")
        #expect(throws: SystemError(.open, code: ENOENT)) { try sink.reopen() }
        try sink.write("kept".utf8.span)
        #expect(folder.contents("b/records") == "kept")
    }

    @Test func aFullDiskIsAnError() throws {
        let sink = try FileSink(appendingTo: "/dev/full")
        #expect(throws: SystemError(.write, code: ENOSPC)) { try sink.write("x".utf8.span) }
    }

    @Test func tellsWhatItHoldsAndHowItEnds() throws {
        let folder = try TemporaryFolder()
        let sink = try FileSink(appendingTo: folder.path("records.jsonl"))
        #expect(sink.byteCount == 0 && !sink.endsInMidLine())
        try sink.write("whole\nhal".utf8.span)
        #expect(sink.byteCount == 9 && sink.writtenByteCount == 9 && sink.endsInMidLine())
        try sink.write("f\n".utf8.span)
        #expect(!sink.endsInMidLine())
        #expect(try FileSink(appendingTo: "/dev/null").byteCount == nil)
    }

    @Test func aMissingFolderIsAnError() {
        #expect(throws: SystemError(.open, code: ENOENT)) { _ = try FileSink(appendingTo: "/nonexistent/records") }
    }
}

extension FileSink {
    fileprivate convenience init(appendingTo path: String, makingFolder folder: String) throws {
        _ = unsafe mkdir(folder, 0o700)
        try self.init(appendingTo: path)
    }
}

/// A folder that is removed with its files when the test ends.
private final class TemporaryFolder {
    private let root: String

    init() throws {
        var template = Array("/tmp/gatehouse-test-XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template) != nil
        guard made else { throw SystemError(.open, code: errno) }
        root = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func path(_ name: String) -> String { "\(root)/\(name)" }

    func move(_ name: String, to other: String) throws {
        guard unsafe rename(path(name), path(other)) == 0 else { throw SystemError(.open, code: errno) }
    }

    func contents(_ name: String) -> String {
        let descriptor = unsafe open(path(name), O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    deinit {
        for name in ["records.jsonl", "records.jsonl.1", "a/records", "b/records"] { _ = unsafe unlink(path(name)) }
        for name in ["a", "b"] { _ = unsafe rmdir(path(name)) }
        _ = unsafe rmdir(root)
    }
}
