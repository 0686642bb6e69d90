/// Walks over the words of a line that are parted by single spaces.
struct WordCursor {
    private var position = 0

    /// - Returns: the next word, possibly empty; nil behind the last.
    mutating func next(in line: Span<UInt8>) -> Range<Int>? {
        guard position <= line.count else { return nil }
        let start = position
        var end = start
        while end < line.count, line[end] != UInt8(ascii: " ") { end += 1 }
        position = end + 1
        return start..<end
    }

    /// True when every word has been taken.
    func isAtEnd(of line: Span<UInt8>) -> Bool { position > line.count }
}
