/// Reads an input as choices, one octet each. Behind its end every choice is 0.
struct ScriptReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func next() -> UInt8 {
        guard position < bytes.count else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }

    /// A number below `bound`.
    mutating func next(below bound: Int) -> Int {
        bound > 0 ? Int(next()) % bound : 0
    }

    /// True for odd octets.
    mutating func flag() -> Bool { next() & 1 == 1 }

    /// One of `choices`; nil when there are none.
    mutating func pick<Element>(_ choices: [Element]) -> Element? {
        choices.isEmpty ? nil : choices[next(below: choices.count)]
    }

    /// The next octets as they are, up to 64.
    mutating func piece() -> [UInt8] {
        let count = min(Int(next() & 63) + 1, bytes.count - position)
        guard count > 0 else { return [] }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }
}
