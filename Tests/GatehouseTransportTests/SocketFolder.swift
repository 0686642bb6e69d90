import Foundation
import Testing

@testable import GatehouseTransport

/// A folder for the Unix sockets of one test; gone with it. Its path is short, since socket paths must be.
final class SocketFolder {
    let path: String

    init() throws {
        path = "/tmp/gatehouse-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func socket(_ name: String) throws -> UnixPath {
        try #require(UnixPath("\(path)/\(name)"))
    }
}
