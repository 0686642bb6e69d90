/// Guesses what a misspelt word was meant to be.
enum Spelling {
    /// - Returns: "did you mean `x`?", or what exists when nothing is near, as far as it can be read at a glance.
    static func suggestion(for word: String, among known: [String]) -> String {
        // Longer words are nothing that anybody misspelt, and the distance costs their product.
        guard word.utf8.count <= 64 else { return list(known) }
        let allowed = max(1, min(3, word.utf8.count / 3))
        let nearest = known.map { (word: $0, distance: distance(word.lowercased(), $0)) }
            .filter { $0.distance <= allowed }
            .min { $0.distance < $1.distance }
        return nearest.map { "did you mean `\($0.word)`?" } ?? list(known)
    }

    private static func list(_ known: [String]) -> String {
        guard !known.isEmpty else { return "none is defined" }
        return "known here: " + known.prefix(12).joined(separator: ", ") + (known.count > 12 ? ", ..." : "")
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours between two words.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(
                    previous[column + 1] + 1, current[column] + 1, previous[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
