import GatehouseHTTP

/// The names of a trail's files: `audit.jsonl` is written to, `audit-20261125T165725.123456Z.jsonl` was, and with `.gz`
/// behind it is compressed. In the order of their names they are in the order of their times.
package struct RecordFileName: Equatable, Sendable {
    /// Of the file that is written to, without its folder.
    package let current: String
    /// Up to the last dot.
    private let stem: String
    /// From the last dot on; empty when there is none.
    private let ending: String

    /// What a compressed file has behind its name.
    package static let compressedEnding = ".gz"
    /// What a file that is being compressed has behind its future name.
    package static let unfinishedEnding = ".gz.part"
    /// `20261125T165725.123456Z`
    private static let timeByteCount = 23

    package init(current: String) {
        self.current = current
        let dot = current.lastIndex(of: ".").flatMap { $0 == current.startIndex ? nil : $0 } ?? current.endIndex
        stem = String(current[..<dot])
        ending = String(current[dot...])
    }

    /// The name for what was written until `time`.
    package func rotated(at time: Timestamp) -> String {
        "\(stem)-\(Self.text(of: time))\(ending)"
    }

    /// Which of the trail's files has this name.
    package func kind(of name: String) -> Kind? {
        if name == current { return .current }
        guard name.hasPrefix("\(stem)-") else { return nil }
        let rest = name.dropFirst(stem.count + 1)
        let time = String(rest.prefix(Self.timeByteCount))
        guard time.utf8.count == Self.timeByteCount, Self.isTime(time) else { return nil }
        switch rest.dropFirst(Self.timeByteCount) {
        case ending[...]: return .rotated(time: time)
        case (ending + Self.compressedEnding)[...]: return .compressed(time: time)
        case (ending + Self.unfinishedEnding)[...]: return .unfinished
        default: return nil
        }
    }

    /// What became of a file. Times are texts that sort as the times do.
    package enum Kind: Equatable, Sendable {
        case current
        case rotated(time: String)
        case compressed(time: String)
        /// Left by a crash in the middle of compressing: worth nothing, the original is still there.
        case unfinished
    }

    /// A time as it stands in names: `20261125T165725.123456Z`.
    package static func text(of time: Timestamp) -> String {
        var text = ByteQueue(minimumCapacity: 27)
        time.append(to: &text)
        return text.withSpan { String(decoding: $0) }.filter { $0 != "-" && $0 != ":" }
    }

    private static func isTime(_ text: String) -> Bool {
        zip(text.utf8, "00000000T000000.000000Z".utf8).allSatisfy { byte, shape in
            shape == UInt8(ascii: "0") ? byte.isDigit : byte == shape
        }
    }
}
