import GatehouseHTTP

/// Where the members of one record are: a strict, quick reader for exactly the form that records are written in.
///
/// One value is reused for all lines of a search; it allocates nothing. A line in any other form than ours (RECORDS.md)
/// is no record, so that nothing is guessed about lines that were cut off or tampered with.
package struct RecordIndex: Sendable {
    /// The members that can be asked for; others are skipped.
    package enum Member: UInt8, CaseIterable, Sendable {
        case time, record, event, client, clientNetwork, peer, method, authority, target, path, route, exposure, key
        case reason, status, count, requestID, listener, lastRequestID, firstRequestID, sni

        /// As it stands in the line.
        package var name: String {
            switch self {
            case .time: "time"
            case .record: "record"
            case .event: "event"
            case .client: "client"
            case .clientNetwork: "client_network"
            case .peer: "peer"
            case .method: "method"
            case .authority: "authority"
            case .target: "target"
            case .path: "path"
            case .route: "route"
            case .exposure: "exposure"
            case .key: "key"
            case .reason: "reason"
            case .status: "status"
            case .count: "count"
            case .requestID: "request_id"
            case .listener: "listener"
            case .lastRequestID: "last_request_id"
            case .firstRequestID: "first_request_id"
            case .sni: "sni"
            }
        }
    }

    private struct Place {
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    private static let memberCount = 21
    /// The longest line that is read: far above what is ever written, and small enough for `Place`.
    private static let maximumLineBytes = 1 << 20

    private var places = InlineArray<21, Place>(repeating: Place())

    package init() {}

    /// Finds the members of a line, which comes without its line break.
    ///
    /// - Returns: false when the line is no record; then nothing may be asked.
    package mutating func read(_ line: Span<UInt8>) -> Bool {
        for index in 0..<Self.memberCount { places[index] = Place() }
        guard line.count <= Self.maximumLineBytes, Self.looksWhole(line) else { return false }
        var cursor = 1
        let last = line.count - 1
        while true {
            guard let name = Self.text(in: line, at: &cursor), cursor < last, line[cursor] == UInt8(ascii: ":")
            else { return false }
            cursor += 1
            guard let value = Self.value(in: line, at: &cursor) else { return false }
            if let member = RecordMemberTable.member(named: line.extracting(name)) {
                places[Int(member.rawValue)] = Place(start: UInt32(value.lowerBound), end: UInt32(value.upperBound))
            }
            if cursor == last { return has(.record) }
            // The brace at the end of a line that was cut off may be that of the fields.
            guard cursor < last, line[cursor] == UInt8(ascii: ",") else { return false }
            cursor += 1
        }
    }

    /// The cheap half of `read`, for lines that are only counted: begins and ends as every record does.
    package static func looksWhole(_ line: Span<UInt8>) -> Bool {
        let opening = "{\"time\":\""
        guard line.count > 38, line[line.count - 1] == UInt8(ascii: "}"), line[35] == UInt8(ascii: "Z") else {
            return false
        }
        return line.extracting(first: opening.utf8.count).equals(opening)
    }

    /// True when the line has the member, if only with an empty text.
    package func has(_ member: Member) -> Bool { places[Int(member.rawValue)].start > 0 }

    /// Where the member's text or number is; empty when there is none.
    package func range(of member: Member) -> Range<Int> {
        let place = places[Int(member.rawValue)]
        return Int(place.start)..<Int(place.end)
    }

    /// When the record was written; nil when the line, which may be cut off behind its time, does not begin as records do.
    package static func timeNanoseconds(ofLine line: Span<UInt8>) -> Int64? {
        let opening = "{\"time\":\""
        let start = opening.utf8.count
        guard line.count >= start + 27, line.extracting(first: start).equals(opening) else { return nil }
        return Timestamp(parsing: line.extracting(start..<start + 27))?.nanoseconds
    }

    /// How many rejections the record tells about: those counted together, 1 for one, 0 for anything else.
    package func rejectionCount(in line: Span<UInt8>) -> Int {
        let event = line.extracting(range(of: .event))
        if event.equals(AuditEvent.rejectionsAggregated.rawValue) { return number(.count, in: line) ?? 0 }
        return has(.event) && isRejection(in: line) ? 1 : 0
    }

    /// Somebody was refused. Acts of the gateway can have a reason, too: files that it did not take.
    package func isRejection(in line: Span<UInt8>) -> Bool {
        has(.reason) && !line.extracting(range(of: .event)).equals(AuditEvent.rotationRefused.rawValue)
    }

    /// A member's number; nil when there is none, or it does not fit.
    package func number(_ member: Member, in line: Span<UInt8>) -> Int? {
        let digits = line.extracting(range(of: member))
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var number = 0
        for index in digits.indices {
            guard digits[index].isDigit else { return nil }
            number = number * 10 + Int(digits[index] & 0x0f)
        }
        return number
    }
}

extension RecordIndex {
    /// A text; the cursor moves from its first to behind its last quote.
    private static func text(in line: Span<UInt8>, at cursor: inout Int) -> Range<Int>? {
        guard cursor < line.count, line[cursor] == UInt8(ascii: "\"") else { return nil }
        let start = cursor + 1
        var end = start
        while end < line.count {
            let byte = line[end]
            // A quote inside a text is written as \u0022, so the next one ends it.
            if byte == UInt8(ascii: "\"") {
                cursor = end + 1
                return start..<end
            }
            guard byte >= 0x20, byte < 0x7f else { return nil }
            end += 1
        }
        return nil
    }

    /// A text without its quotes, a number or a word, or the object of recorded fields.
    private static func value(in line: Span<UInt8>, at cursor: inout Int) -> Range<Int>? {
        guard cursor < line.count else { return nil }
        switch line[cursor] {
        case UInt8(ascii: "\""): return text(in: line, at: &cursor)
        case UInt8(ascii: "{"): return object(in: line, at: &cursor)
        default: return literal(in: line, at: &cursor)
        }
    }

    private static func literal(in line: Span<UInt8>, at cursor: inout Int) -> Range<Int>? {
        let start = cursor
        while cursor < line.count,
            line[cursor].isDigit || line[cursor].isLowercaseLetter || line[cursor] == UInt8(ascii: "-")
        {
            cursor += 1
        }
        return cursor > start ? start..<cursor : nil
    }

    /// An object whose values are texts; objects in it are not written, and so not read.
    private static func object(in line: Span<UInt8>, at cursor: inout Int) -> Range<Int>? {
        let start = cursor
        repeat {
            cursor += 1
            guard text(in: line, at: &cursor) != nil, cursor < line.count, line[cursor] == UInt8(ascii: ":") else {
                return nil
            }
            cursor += 1
            guard text(in: line, at: &cursor) != nil, cursor < line.count else { return nil }
        } while line[cursor] == UInt8(ascii: ",")
        guard line[cursor] == UInt8(ascii: "}") else { return nil }
        cursor += 1
        return start..<cursor
    }
}

extension UInt8 {
    fileprivate var isLowercaseLetter: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
}
