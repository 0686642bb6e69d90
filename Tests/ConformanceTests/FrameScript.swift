import Foundation
import TestSupport

/// How tables write what an HTTP/2 client sends: frames separated by ` || `.
///
/// - Fields `name: value` separated by ` | ` are a HEADERS frame of stream 1; it ends the stream when nothing follows.
/// - `HEADERS stream flags fields`, `CONTINUATION stream flags fields`, `DATA stream flags text`: flags are `E`
///   (END_STREAM), `H` (END_HEADERS), or `-`.
/// - `BLOCK stream flags hex` is a HEADERS frame with these octets as its block, where `GET` stands for a good head.
/// - `RST stream code`, `WINDOW stream increment`, `SETTINGS id=value`, `FRAME kind flags stream hex`.
struct FrameScript {
    let octets: [UInt8]
    /// Those that the script opens and does not reset.
    let streams: [UInt32]

    /// - Parameters:
    ///   - text: with its names put in.
    ///   - goodHead: the fields that `GET` stands for.
    init(_ text: String, goodHead: String) {
        let parts = text.components(separatedBy: " || ")
        let frames = parts.enumerated().map { index, part in
            Self.frame(part, isAlone: parts.count == 1, goodHead: goodHead)
        }
        octets = frames.flatMap(\.bytes)
        let reset = frames.filter { $0.kind == 3 }.map(\.stream)
        streams = Set(frames.filter { $0.kind == 1 && $0.stream % 2 == 1 }.map(\.stream)).subtracting(reset).sorted()
    }

    private static func frame(_ part: String, isAlone: Bool, goodHead: String) -> WireFrame {
        let words = part.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        let content = words.count > 3 ? words[3] : ""
        switch words[0] {
        case "HEADERS": return message(1, words, block(fields(content)))
        case "CONTINUATION": return message(9, words, block(fields(content)))
        case "DATA": return message(0, words, WireText.octets(content))
        case "BLOCK":
            let payload = content.split(separator: " ").flatMap { word in
                word == "GET" ? block(fields(goodHead)) : WireText.octets(hexadecimal: word)
            }
            return message(1, words, payload)
        case "RST": return .reset(number(words[1]), number(words[2]))
        case "WINDOW": return .windowUpdate(number(words[1]), number(words[2]))
        case "SETTINGS":
            let pair = words[1].split(separator: "=").map(String.init)
            return .settings([(number(pair[0]), number(pair[1]))])
        case "FRAME":
            let rest = content.split(separator: " ", maxSplits: 1).map(String.init)
            return WireFrame(
                kind: number(words[1]), flags: number(words[2], radix: 16), stream: number(rest[0]),
                payload: rest.count > 1 ? WireText.octets(hexadecimal: rest[1]) : [])
        default: return WireFrame(kind: 1, flags: isAlone ? 5 : 4, stream: 1, payload: block(fields(part)))
        }
    }

    /// A frame with stream and flags as its second and third word.
    private static func message(_ kind: UInt8, _ words: [String], _ payload: [UInt8]) -> WireFrame {
        let endStream = words[2].contains("E") ? WireFrame.endStream : 0
        let endHeaders = words[2].contains("H") ? WireFrame.endHeaders : 0
        return WireFrame(kind: kind, flags: endStream | endHeaders, stream: number(words[1]), payload: payload)
    }

    /// Traps on what is no number: a row that is misspelt would test something else.
    private static func number<Number: FixedWidthInteger>(_ text: String, radix: Int = 10) -> Number {
        guard let number = Number(text, radix: radix) else { fatalError("no number: \(text)") }
        return number
    }

    private static func block(_ fields: [([UInt8], [UInt8])]) -> [UInt8] { HPACKLiteral.encode(octets: fields) }

    /// `name: value` pairs; a colon inside a name is written `\x3a`.
    private static func fields(_ text: String) -> [([UInt8], [UInt8])] {
        text.components(separatedBy: " | ").filter { !$0.isEmpty }.map { part in
            let start = part.hasPrefix(":") ? part.index(after: part.startIndex) : part.startIndex
            let colon = part[start...].firstIndex(of: ":") ?? part.endIndex
            var value = part[colon...].dropFirst()
            if value.hasPrefix(" ") { value = value.dropFirst() }
            return (WireText.octets(part[..<colon]), WireText.octets(value))
        }
    }
}
