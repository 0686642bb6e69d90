import Foundation
import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehouseAudit

/// The bytes that `write` put into a queue.
func written(_ write: (inout ByteQueue) -> Void) -> [UInt8] {
    var queue = ByteQueue()
    write(&queue)
    return bytes(of: queue)
}

/// The bytes that wait in a queue.
func bytes(of queue: borrowing ByteQueue) -> [UInt8] {
    queue.withSpan { span in span.indices.map { span[$0] } }
}

/// A line parsed by a JSON parser that is not ours.
///
/// Expects what every record promises: printable ASCII, and one line break, at the end.
func parsed(_ line: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Any] {
    #expect(line.last == UInt8(ascii: "\n"), sourceLocation: sourceLocation)
    #expect(line.dropLast().allSatisfy { $0 >= 0x20 && $0 < 0x7f }, sourceLocation: sourceLocation)
    let object = try JSONSerialization.jsonObject(with: Data(line))
    return try #require(object as? [String: Any], sourceLocation: sourceLocation)
}

extension [String: Any] {
    /// The bytes that a text member stands for: one per character.
    func bytes(_ name: String) -> [UInt8]? {
        (self[name] as? String)?.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    func text(_ name: String) -> String? { self[name] as? String }

    func number(_ name: String) -> Int? { self[name] as? Int }
}

extension SeededGenerator {
    /// Bytes of which about half are the ones that could break a line.
    mutating func hostileBytes(upTo maximum: Int) -> [UInt8] {
        let dangerous = Array("\"\\\n\r\t\0\u{1b}\u{7f}{}[],:?\u{2028}\u{2029}\u{85}".utf8)
        return (0..<Int.random(in: 0...maximum, using: &self)).map { _ in
            Bool.random(using: &self)
                ? dangerous.randomElement(using: &self) ?? 0 : UInt8.random(in: 0...255, using: &self)
        }
    }
}

/// A file of the repository.
func repositoryFile(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
}
