/// One field of a message as text, for people and tests. Names are lower case where a message was received.
struct FieldLine: Equatable, Sendable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [FieldLine] {
    /// The values of the fields with this name (in lower case), in order.
    func values(of name: String) -> [String] {
        filter { $0.name.lowercased() == name }.map(\.value)
    }
}
