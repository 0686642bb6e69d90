import Foundation
import Testing

@testable import GatehouseTransport

struct FileFolderTests {
    private let url: URL
    private let folder: FileFolder

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "gatehouse-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = FileFolder(url.path)
    }

    @Test func listsRenamesAndRemoves() throws {
        defer { try? FileManager.default.removeItem(at: url) }
        for name in ["b", "a", "c"] { try FileSink(appendingTo: folder.path(of: name)).write(name.utf8.span) }
        #expect(try folder.names() == ["a", "b", "c"])
        try folder.rename("a", to: "c")
        try folder.remove("b")
        try folder.synchronize()
        #expect(try folder.names() == ["c"])
        #expect(folder.byteCount(of: "c") == 1 && folder.byteCount(of: "b") == nil)
        #expect(throws: SystemError(.remove, code: ENOENT)) { try folder.remove("b") }
        #expect(throws: SystemError(.rename, code: ENOENT)) { try folder.rename("b", to: "d") }
        #expect(throws: SystemError(.list, code: ENOENT)) { _ = try FileFolder(folder.path(of: "x")).names() }
    }

    @Test func linksAndFoldersAreNoFiles() throws {
        defer { try? FileManager.default.removeItem(at: url) }
        try FileManager.default.createSymbolicLink(atPath: folder.path(of: "link"), withDestinationPath: "/etc/passwd")
        #expect(folder.byteCount(of: "link") == nil)
        #expect(FileFolder("/").byteCount(of: "etc") == nil)
    }

    @Test(arguments: [
        ("audit.jsonl", ".", "audit.jsonl"), ("/var/log/a", "/var/log", "a"), ("/a", "/", "a"), ("x/y", "x", "y"),
    ])
    func splitsPaths(_ path: String, _ folder: String, _ name: String) {
        let split = FileFolder.containing(path)
        #expect(split.folder.path == folder && split.name == name)
        #expect(split.folder.path(of: name) == (folder == "." ? "./\(path)" : path))
    }
}
