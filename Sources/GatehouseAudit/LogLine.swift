import GatehouseHTTP

/// One line of the operator's log: a constant event word, then `name=value` for each field.
///
/// The executable hands `text` to its logger. No level here: what an event means to an operator is known where it happens.
package struct LogLine: Sendable {
    package let event: StaticString
    package let fields: LogFields

    package init(_ event: StaticString, _ fields: LogFields = [:]) {
        self.event = event
        self.fields = fields
    }

    /// `certificate_activated name=public days_left=61`; values with other than harmless characters are quoted and escaped
    /// as in records, so that a line stays one line whatever a value holds.
    package var text: String {
        var line = ByteQueue()
        line.append(event.description)
        for field in fields.entries {
            line.append(UInt8(ascii: " "))
            line.append(field.name.description)
            line.append(UInt8(ascii: "="))
            Self.append(field.value, to: &line)
        }
        return line.withSpan { String(decoding: $0) }
    }

    private static func append(_ value: LogFields.Value, to line: inout ByteQueue) {
        switch value {
        case .integer(let number): line.append(number.description)
        case .flag(let flag): line.append(flag ? "true" : "false")
        case .text(let text):
            if !text.isEmpty, text.utf8.allSatisfy(\.isHarmlessInLogs) {
                line.append(text)
            } else {
                line.appendQuoted(text.utf8.span)
            }
        }
    }
}

extension UInt8 {
    /// Needs no quotes: token characters and what addresses, host names and file paths consist of.
    fileprivate var isHarmlessInLogs: Bool {
        switch self {
        case UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "@"): true
        default: isTokenCharacter
        }
    }
}
