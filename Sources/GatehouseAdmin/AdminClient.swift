import Foundation
package import GatehouseTransport

/// Asks an admin listener for a page. Waits; for commands.
package struct AdminClient {
    /// A complete answer.
    package struct Answer: Equatable, Sendable {
        package let status: UInt16
        package let content: String
    }

    /// Why there is no answer.
    package enum Failure: Error, Equatable, Sendable {
        /// Nobody is there.
        case unreachable(SystemError)
        case timedOut
        /// What came is no complete answer.
        case malformed
    }

    /// No page is longer.
    private static let maximumByteCount = 64 << 20

    private let place: ControlPlace
    private let waitMilliseconds: UInt64

    /// - Parameters:
    ///   - place: where the listener is.
    ///   - milliseconds: for each answer.
    package init(at place: ControlPlace, waitingMilliseconds milliseconds: UInt64 = 5_000) {
        self.place = place
        waitMilliseconds = milliseconds
    }

    /// Asks once, on a connection of its own.
    ///
    /// - Parameters:
    ///   - path: exactly as on the page's list.
    ///   - method: `GET` or `POST`.
    /// - Returns: the answer, whatever its status.
    /// - Throws: when there is none.
    package func ask(_ path: String, _ method: String = "GET") throws(Failure) -> Answer {
        let host = place.hosts.last ?? "localhost"
        let request = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        let bytes = try exchange(request)
        guard let answer = Self.parse(bytes) else { throw .malformed }
        return answer
    }

    private func exchange(_ request: String) throws(Failure) -> [UInt8] {
        do {
            let loop = try EventLoop()
            let deadline = loop.nowNanoseconds &+ waitMilliseconds &* 1_000_000
            switch place {
            case .socket(let path):
                return try Self.talk(try Socket.connecting(to: path), request, loop, deadline)
            case .address(let address):
                return try Self.talk(try Socket.connecting(to: address), request, loop, deadline)
            }
        } catch let error as SystemError {
            throw .unreachable(error)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .malformed
        }
    }

    /// Sends the request, which fits into any socket's buffer, and receives until the end.
    private static func talk(
        _ socket: consuming Socket, _ request: String, _ loop: EventLoop, _ deadline: UInt64
    ) throws -> [UInt8] {
        let token = EventToken(rawValue: 0)
        try loop.register(socket, .write, token)
        guard loop.wait(untilNanoseconds: deadline) > 0 else { throw Failure.timedOut }
        if let error = socket.takeError() { throw error }
        if case .failed(let error) = socket.send(request.utf8.span) { throw error }
        try loop.modify(socket, .read, token)
        let buffers = IOBuffers()
        var received: [UInt8] = []
        while received.count <= maximumByteCount {
            guard loop.wait(untilNanoseconds: deadline) > 0 else { throw Failure.timedOut }
            let transfer = socket.receive(through: buffers) { bytes in
                for index in bytes.indices { received.append(bytes[index]) }
            }
            switch transfer {
            case .bytes, .wouldBlock: continue
            case .ended: return received
            case .failed(let error): throw error
            }
        }
        throw Failure.malformed
    }

    /// Reads a response with Content-Length, as our server sends them. The request asked for no content coding.
    static func parse(_ bytes: [UInt8]) -> Answer? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = UInt16(words[1]) else { return nil }
        let content = text[end.upperBound...]
        let length = lines.dropFirst().first { $0.lowercased().hasPrefix("content-length: ") }
        guard let count = length.flatMap({ Int($0.dropFirst(16)) }), count == content.utf8.count else { return nil }
        return Answer(status: status, content: String(content))
    }
}
