/// Decodes the chunked transfer coding (RFC 9112 section 7.1), wherever the input is cut.
///
/// Chunk extensions are refused: nobody needs them, and servers disagree about where they end.
struct HTTP1ChunkedDecoder {
    private enum State {
        case size(digitCount: Int, value: UInt64)
        case sizeLineFeed(UInt64)
        case data(remaining: UInt64)
        case dataEnd
        case dataLineFeed
        case trailers(HTTP1FieldSectionParser)
        case ended
    }

    private var state = State.size(digitCount: 0, value: 0)
    private let limits: HTTP1Limits

    init(limits: HTTP1Limits) {
        self.limits = limits
    }

    var isEnded: Bool {
        if case .ended = state { true } else { false }
    }

    /// Reads on: content goes to `message.body`, trailers to `message.trailers`.
    ///
    /// - Parameters:
    ///   - bytes: begins where the last call's answer ended; a trailer section therefore comes again from its first octet
    ///     until it is complete.
    ///   - message: gets content and trailers.
    /// - Returns: how many octets are done with.
    /// - Throws: `.chunkMalformed`, `.trailerMalformed`, or `.fieldsTooLarge` for a trailer section above its limits.
    mutating func decode(_ bytes: Span<UInt8>, into message: MessageBuffer) throws(HTTP1Violation) -> Int {
        var position = 0
        while position < bytes.count {
            switch state {
            case .size(let digitCount, let value):
                try readSize(bytes[position], digitCount: digitCount, value: value)
                position += 1
            case .sizeLineFeed(let size):
                try require(bytes[position], .lineFeed)
                position += 1
                state = size > 0 ? .data(remaining: size) : .trailers(HTTP1FieldSectionParser(at: 0, limits: limits))
            case .data(let remaining):
                position += readData(bytes.extracting(position..<bytes.count), remaining: remaining, into: message)
            case .dataEnd:
                try require(bytes[position], .carriageReturn)
                position += 1
                state = .dataLineFeed
            case .dataLineFeed:
                try require(bytes[position], .lineFeed)
                position += 1
                state = .size(digitCount: 0, value: 0)
            case .trailers(let section):
                let rest = bytes.extracting(position..<bytes.count)
                return position + (try readTrailers(rest, section, into: message))
            case .ended: return position
            }
        }
        return position
    }

    /// 1 to 15 hex digits and CR. More digits could overflow and are refused rather than clamped.
    private mutating func readSize(_ byte: UInt8, digitCount: Int, value: UInt64) throws(HTTP1Violation) {
        if let digit = byte.hexadecimalValue, digitCount < 15 {
            state = .size(digitCount: digitCount + 1, value: value << 4 | UInt64(digit))
        } else {
            guard byte == .carriageReturn, digitCount > 0 else { throw HTTP1Violation(.chunkMalformed) }
            state = .sizeLineFeed(value)
        }
    }

    private mutating func readData(_ bytes: Span<UInt8>, remaining: UInt64, into message: MessageBuffer) -> Int {
        let count = Int(min(remaining, UInt64(bytes.count)))
        message.appendBody(bytes.extracting(0..<count))
        let rest = remaining - UInt64(count)
        state = rest > 0 ? .data(remaining: rest) : .dataEnd
        return count
    }

    private mutating func readTrailers(
        _ bytes: Span<UInt8>, _ section: HTTP1FieldSectionParser, into message: MessageBuffer
    ) throws(HTTP1Violation) -> Int {
        var section = section
        let visible = bytes.extracting(0..<min(bytes.count, limits.trailerBytes))
        let isComplete: Bool
        do {
            isComplete = try section.parse(visible, into: &message.trailers)
        } catch {
            throw error.reason == .fieldMalformed ? HTTP1Violation(.trailerMalformed) : error
        }
        guard isComplete else {
            guard visible.count < limits.trailerBytes else { throw HTTP1Violation(.fieldsTooLarge) }
            state = .trailers(section)
            return 0
        }
        try HeaderRules.validateTrailers(message.trailers)
        state = .ended
        return section.position
    }

    private func require(_ byte: UInt8, _ expected: UInt8) throws(HTTP1Violation) {
        guard byte == expected else { throw HTTP1Violation(.chunkMalformed) }
    }
}
