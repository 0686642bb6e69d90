import Foundation
import TestSupport

/// A table's word for what the connector must have received of a row: `-` for nothing, else requests separated by
/// ` & `, each `METHOD target body`, followed by fields that it must have (` ; name: value`) or must not (` ; !name`), or
/// that must come as never indexed over HTTP/2 (` ; ^name`).
/// With `?` in front all of it may also be missing, where it is a matter of time.
struct ExpectedArrivals {
    private struct Request {
        let summary: String
        let fields: [Substring]
    }

    private let requests: [Request]
    private let mayBeMissing: Bool

    /// - Parameter escaped: with its names put in.
    init(_ escaped: String) {
        let text = String(decoding: WireText.octets(escaped), as: UTF8.self)
        mayBeMissing = text.hasPrefix("?")
        let list = mayBeMissing ? String(text.dropFirst()) : text
        let parts = list == "-" || list.isEmpty ? [] : list.components(separatedBy: " & ")
        requests = parts.map { part in
            let cells = part.components(separatedBy: " ; ").map { $0.trimmingCharacters(in: .whitespaces) }
            return Request(summary: cells[0], fields: cells.dropFirst().map { $0[...] })
        }
    }

    var count: Int { requests.count }

    /// - Parameter arrived: the complete requests of the row, in order.
    /// - Returns: what is wrong.
    func objections(to arrived: [ArrivedRequest]) -> [String] {
        if mayBeMissing, arrived.isEmpty { return [] }
        guard arrived.map(\.summary) == requests.map(\.summary) else {
            return ["expected \(requests.map(\.summary)), got \(arrived.map(\.summary))"]
        }
        return zip(requests, arrived).flatMap { expected, request in
            expected.fields.filter { !Self.holds($0, of: request) }.map { "not so: \($0): \(request.fields)" }
        }
    }

    private static func holds(_ field: Substring, of request: ArrivedRequest) -> Bool {
        if field.hasPrefix("^") { return request.neverIndexed?.contains(String(field.dropFirst())) ?? true }
        if field.hasPrefix("!") { return request.values(of: String(field.dropFirst())).isEmpty }
        let parts = field.split(separator: ":", maxSplits: 1).map(String.init)
        let values = request.values(of: parts[0])
        return !values.isEmpty
            && values.joined(separator: ", ") == (parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
    }
}
