import Foundation
import GatehouseTransport
import Testing

@testable import GatehouseAdmin

/// A folder for the Unix sockets of one test; gone with it. Its path is short, since socket paths must be.
final class SocketFolder {
    let path: String

    init() throws {
        path = "/tmp/gatehouse-\(UInt32.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func place(_ name: String = "s") throws -> ControlPlace {
        try #require(ControlPlace("\(path)/\(name)"))
    }
}

/// A raw connection to a control server: what a test writes, byte for byte, and what comes back.
final class Wire {
    private let socket: Socket
    private let buffers = IOBuffers()

    init(_ address: SocketAddress) throws {
        socket = try Socket.connecting(to: address)
        let loop = try EventLoop()
        try loop.register(socket, .write, EventToken(rawValue: 0))
        _ = loop.wait(untilNanoseconds: Clock.monotonicNanoseconds() + 30_000_000_000)
        if let error = socket.takeError() { throw error }
    }

    func send(_ text: String) -> Transfer { socket.send(text.utf8.span) }

    func finishSending() { socket.shutdownWrite() }

    /// What comes until the server has ended the connection, or 30 seconds have passed: then the test's expectation fails.
    func receiveToEnd() throws -> String {
        try receive { _ in false }
    }

    /// What comes until `isEnough` is satisfied.
    func receive(until isEnough: (String) -> Bool) throws -> String {
        var text = ""
        let loop = try EventLoop()
        try loop.register(socket, .read, EventToken(rawValue: 0))
        let deadline = Clock.monotonicNanoseconds() + 30_000_000_000
        while !isEnough(text) {
            guard loop.wait(untilNanoseconds: deadline) > 0 else { throw AdminClient.Failure.timedOut }
            let transfer = socket.receive(through: buffers) { bytes in
                text += String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
            }
            switch transfer {
            case .bytes, .wouldBlock: continue
            case .ended, .failed: return text
            }
        }
        return text
    }
}
