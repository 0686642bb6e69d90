import GatehouseHTTP

/// The request fields that the operator wants to see in access records, such as `user-agent`.
///
/// Made only of names that `Redaction` lets through.
package struct RecordedFields: Sendable {
    /// Bounds the length of a line.
    package static let maximumCount = 16

    /// No fields: what a configuration that names none gets.
    package static let none = RecordedFields()

    private let names: [String]

    private init() {
        names = []
    }

    /// - Parameter names: in any case, as the configuration lists them.
    /// - Throws: `.secret` for names that `Redaction` keeps out, `.notAName` for what no field can be called, `.repeated`
    ///   and `.tooMany`.
    package init(names: [String]) throws(RecordedFieldsError) {
        guard names.count <= Self.maximumCount else { throw .tooMany(names.count) }
        var accepted: [String] = []
        for name in names {
            let name = name.lowercased()
            guard !Redaction.isSecret(fieldName: name) else { throw .secret(name) }
            guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else { throw .notAName(name) }
            guard !accepted.contains(name) else { throw .repeated(name) }
            accepted.append(name)
        }
        self.names = accepted
    }

    /// Appends the member `fields` with those that the head has; of several fields of a name the first.
    func append(from head: borrowing FieldBlock, to output: inout ByteQueue) {
        var separator = ",\"fields\":{"
        for name in names {
            guard let index = head.firstIndex(named: name.utf8.span) else { continue }
            output.append(separator)
            output.appendQuoted(name.utf8.span)
            output.append(UInt8(ascii: ":"))
            head.withValue(at: index) { output.appendQuoted($0) }
            separator = ","
        }
        if separator == "," { output.append(UInt8(ascii: "}")) }
    }
}
