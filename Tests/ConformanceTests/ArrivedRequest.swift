/// A request as a recording connector has received it.
struct ArrivedRequest: Sendable {
    let method: String
    let target: String
    let authority: String
    /// Lower-case names as received, without the host and pseudo-fields; values one character per octet.
    let fields: [(name: String, value: String)]
    var body: [UInt8] = []
    /// The end has come; false for a request that was broken off.
    var isComplete = false
    /// Over HTTP/2: names of fields that came as never indexed (RFC 7541 section 6.2.3).
    var neverIndexed: [String]?
    /// What a strict server would not have accepted.
    var objections: [String] = []

    /// Method, target and, if there is one, the body: the form of the tables.
    var summary: String {
        "\(method) \(target)" + (body.isEmpty ? "" : " " + String(decoding: body, as: UTF8.self))
    }

    /// The row of a table that the target names as `row` and a number; nil if there is none.
    var row: Int? { target.firstMatch(of: /row([0-9]+)/).flatMap { Int($0.1) } }

    func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
