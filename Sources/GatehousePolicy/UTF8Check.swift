/// Checks octet by octet that a sequence is well-formed UTF-8 (RFC 3629 section 4).
///
/// Overlong forms, surrogates and code points above U+10FFFF are refused: decoders disagree about what they mean, so
/// a path that holds one has more than one reading.
struct UTF8Check {
    /// Continuation octets still to come.
    private var missing = 0
    /// What the next continuation octet may be; narrower behind E0, ED, F0 and F4.
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xbf

    /// True between characters.
    var isComplete: Bool { missing == 0 }

    /// - Returns: false when `octet` cannot follow those before it.
    mutating func accept(_ octet: UInt8) -> Bool {
        guard missing > 0 else { return begin(octet) }
        guard octet >= lowest, octet <= highest else { return false }
        missing -= 1
        lowest = 0x80
        highest = 0xbf
        return true
    }

    private mutating func begin(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x00...0x7f: return true
        case 0xc2...0xdf: missing = 1
        case 0xe0...0xef:
            missing = 2
            if octet == 0xe0 { lowest = 0xa0 }
            if octet == 0xed { highest = 0x9f }
        case 0xf0...0xf4:
            missing = 3
            if octet == 0xf0 { lowest = 0x90 }
            if octet == 0xf4 { highest = 0x8f }
        default: return false
        }
        return true
    }
}
