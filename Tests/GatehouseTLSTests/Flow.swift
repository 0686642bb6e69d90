import GatehouseTransport
import Glibc

@testable import GatehouseTLS

/// A one-way transfer of a recognisable sequence, step by step.
struct Flow {
    /// One period of the sequence; a prime length, so that it is out of step with every buffer.
    private static let period = 65_521
    /// The sequence, long enough to be read from any phase.
    private static let sequence = (0..<period * 4).map { index in
        let phase = index % period
        return UInt8(truncatingIfNeeded: phase &* 31 &+ (phase >> 8))
    }

    let sender: PeerConnection
    let receiver: PeerConnection
    let total: Int
    var sent = 0
    var received = 0
    var mismatches = 0
    var timesBlocked = 0

    init(from sender: PeerConnection, to receiver: PeerConnection, total: Int) {
        self.sender = sender
        self.receiver = receiver
        self.total = total
    }

    /// Takes both handshakes one step further.
    var isEstablished: Bool {
        let steps = [sender.handshake(), receiver.handshake()]
        return steps == [.established, .established]
    }

    var isDone: Bool { received == total }

    mutating func step() throws {
        var outcome = sender.flush()
        if outcome == .sent, sent < total {
            let count = min(total - sent, 100_000)
            let phase = sent % Self.period
            let sequence = Self.sequence
            outcome = sender.send(sequence.span.extracting(phase..<phase + count))
            sent += count
        }
        if outcome == .blocked { timesBlocked += 1 }
        let end = receive()
        if case .failed(let failure) = end { throw failure }
        if case .failed(let failure) = outcome { throw failure }
    }

    private mutating func receive() -> ReceiveOutcome {
        var position = received
        var wrong = 0
        let sequence = Self.sequence
        let outcome = receiver.receive { chunk in
            let phase = position % Self.period
            let expected = sequence.span.extracting(phase..<phase + chunk.count)
            if !Self.areEqual(chunk, expected) { wrong += 1 }
            position += chunk.count
        }
        received = position
        mismatches += wrong
        return outcome
    }

    private static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                guard let start = left.baseAddress, let other = right.baseAddress else { return false }
                // Byte by byte would take minutes in a debug build. The counts are compared first.
                return unsafe left.count == right.count && memcmp(start, other, left.count) == 0
            }
        }
    }
}
