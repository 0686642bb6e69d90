import GatehouseHTTP

/// The values that go with an event word, in order: `["name": .text(name), "days_left": .integer(days)]`.
///
/// Names are constants, so that no peer can bring one in; values may come from anywhere, they are escaped when written.
/// For the control plane: it allocates.
package struct LogFields: Sendable, ExpressibleByDictionaryLiteral {
    package enum Value: Equatable, Sendable {
        case text(String)
        case integer(Int64)
        case flag(Bool)
    }

    struct Entry {
        let name: StaticString
        let value: Value
    }

    private(set) var entries: [Entry] = []

    package init(dictionaryLiteral elements: (StaticString, Value)...) {
        for (name, value) in elements { append(name, value) }
    }

    package mutating func append(_ name: StaticString, _ value: Value) {
        entries.append(Entry(name: name, value: value))
    }
}

extension LogFields.Entry {
    /// Appends the member of a record.
    func append(to output: inout ByteQueue) {
        switch value {
        case .text(let text): output.appendMember(name.description, text: text)
        case .integer(let number): output.appendMember(name.description, literal: number.description)
        case .flag(let flag): output.appendMember(name.description, literal: flag ? "true" : "false")
        }
    }
}
