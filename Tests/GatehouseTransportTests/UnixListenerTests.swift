import Foundation
import Glibc
import Testing

@testable import GatehouseTransport

struct UnixListenerTests {
    private let folder: SocketFolder
    private let path: UnixPath

    init() throws {
        folder = try SocketFolder()
        path = try folder.socket("admin.sock")
    }

    private var exists: Bool { FileManager.default.fileExists(atPath: path.text) }

    @Test func onlyTheOwnerCanConnect() throws {
        let listener = try UnixListener(at: path)
        let mode = try FileManager.default.attributesOfItem(atPath: listener.path.text)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func takesItsFileAwayWhenItGoes() throws {
        do {
            let listener = try UnixListener(at: path)
            #expect(exists)
            withExtendedLifetime(listener) {}
        }
        #expect(!exists)
    }

    @Test func leavesTheFileOfAnotherAlone() throws {
        do {
            let listener = try UnixListener(at: path)
            try FileManager.default.removeItem(atPath: path.text)
            _ = FileManager.default.createFile(atPath: path.text, contents: Data())
            withExtendedLifetime(listener) {}
        }
        #expect(exists)
    }

    @Test func aDeadSocketIsReplaced() throws {
        do { _ = try Socket.listening(at: path) }
        #expect(exists, "a socket that nobody took away")
        let listener = try UnixListener(at: path)
        #expect(throws: Never.self) { _ = try Socket.connecting(to: listener.path) }
    }

    @Test func whereSomebodyAnswersNobodyElseListens() throws {
        let listener = try UnixListener(at: path)
        #expect(throws: SystemError(.bind, code: EADDRINUSE)) { _ = try UnixListener(at: path) }
        #expect(throws: Never.self) { _ = try Socket.connecting(to: listener.path) }
    }

    @Test func aFullQueueIsAnAnswerToo() throws {
        let socket = try Socket.listening(at: path, backlog: 0)
        let first = try Socket.connecting(to: path)
        #expect(throws: SystemError(.bind, code: EADDRINUSE)) { _ = try UnixListener(at: path) }
        #expect(exists)
        #expect(first.descriptor != socket.descriptor)
    }

    @Test func aFileThatIsNoSocketIsNotTouched() throws {
        _ = FileManager.default.createFile(atPath: path.text, contents: Data("keep".utf8))
        #expect(throws: SystemError(.bind, code: ENOTSOCK)) { _ = try UnixListener(at: path) }
        #expect(FileManager.default.contents(atPath: path.text) == Data("keep".utf8))
    }

    @Test func aLinkIsNotFollowed() throws {
        let target = "\(folder.path)/target"
        _ = FileManager.default.createFile(atPath: target, contents: Data())
        try FileManager.default.createSymbolicLink(atPath: path.text, withDestinationPath: target)
        #expect(throws: SystemError(.bind, code: ENOTSOCK)) { _ = try UnixListener(at: path) }
        #expect(FileManager.default.fileExists(atPath: target))
    }

    @Test func withoutAFolderThereIsNoListener() throws {
        let path = try folder.socket("missing/admin.sock")
        #expect(throws: SystemError(.open, code: ENOENT)) { _ = try UnixListener(at: path) }
    }
}
