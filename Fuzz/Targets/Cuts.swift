/// Ways of cutting an input into pieces, as a network may.
enum Cuts: CaseIterable {
    case none, everywhere, inHalves, byContent

    /// Calls `body` with the pieces of `input`, in order.
    func forEach(in input: [UInt8], _ body: (Span<UInt8>) -> Void) {
        var start = 0
        while start < input.count {
            let end = min(input.count, start + max(1, size(at: start, in: input)))
            body(input.span.extracting(start..<end))
            start = end
        }
    }

    private func size(at position: Int, in input: [UInt8]) -> Int {
        switch self {
        case .none: input.count
        case .everywhere: 1
        case .inHalves: (input.count - position + 1) / 2
        // The input decides, so that a fuzzer can search for the cut, too.
        case .byContent: Int(input[position] % 23) + 1
        }
    }
}
