import GatehouseHTTP

/// Writing one record: a JSON object (RFC 8259) on a line of its own, byte by byte, without allocation beyond the queue.
///
/// Safe against forged lines by construction: only printable ASCII is ever written as it came, except `"` and `\`. Every
/// other byte becomes `\u00XX` with its own value, so that a reader gets each byte back from the character with the same
/// number, and no line break, control sequence, U+2028 or ill-formed UTF-8 can reach the file.
extension ByteQueue {
    /// Bytes of one text that are written at most. Legitimate paths, hosts and agents are far shorter, and a peer must not
    /// fill the disk with one request; the full count follows as `<name>_bytes`.
    static let maximumTextBytes = 2048

    /// Begins the line with the members that every record has.
    mutating func openRecord(_ kind: String, at time: Timestamp) {
        append("{\"time\":\"")
        time.append(to: &self)
        append("\",\"record\":\"")
        append(kind)
        append(UInt8(ascii: "\""))
    }

    mutating func closeRecord() {
        append("}\n")
    }

    /// A member with bytes from anywhere; cut at `maximumTextBytes`.
    mutating func appendMember(_ name: String, text: Span<UInt8>) {
        let told = text.extracting(first: Self.maximumTextBytes)
        append(addingCapacity: name.utf8.count + 6 + told.count * OutputSpan<UInt8>.escapedBytesPerByte) { line in
            line.appendName(name)
            line.appendQuoted(told)
        }
        if told.count < text.count {
            appendMember(name + "_bytes", number: UInt64(text.count))
        }
    }

    /// A member with text of ours; left out when there is none.
    mutating func appendMember(_ name: String, text: String?) {
        guard let text else { return }
        appendMember(name, text: text.utf8.span)
    }

    mutating func appendMember(_ name: String, address: AddressText?) {
        address?.withSpan { appendMember(name, text: $0) }
    }

    mutating func appendMember(_ name: String, number: UInt64?) {
        guard let number else { return }
        append(addingCapacity: name.utf8.count + 24) { line in
            line.appendName(name)
            line.appendNumber(number)
        }
    }

    mutating func appendMember(_ name: String, time: Timestamp) {
        append(addingCapacity: name.utf8.count + 5) { line in
            line.appendName(name)
            line.append(UInt8(ascii: "\""))
        }
        time.append(to: &self)
        append(UInt8(ascii: "\""))
    }

    mutating func appendMember(_ name: String, digest: SHA256Value?) {
        guard let digest else { return }
        append(addingCapacity: name.utf8.count + 70) { line in
            line.appendName(name)
            line.append(UInt8(ascii: "\""))
            for index in digest.bytes.indices { line.appendHexadecimal(digest.bytes[index]) }
            line.append(UInt8(ascii: "\""))
        }
    }

    /// A member with a number or truth value of ours, already in its JSON form.
    mutating func appendMember(_ name: String, literal: String) {
        append(addingCapacity: name.utf8.count + 4) { $0.appendName(name) }
        append(literal)
    }

    /// A JSON string by itself; cut at `maximumTextBytes`.
    mutating func appendQuoted(_ text: Span<UInt8>) {
        let told = text.extracting(first: Self.maximumTextBytes)
        append(addingCapacity: 2 + told.count * OutputSpan<UInt8>.escapedBytesPerByte) { $0.appendQuoted(told) }
    }
}
