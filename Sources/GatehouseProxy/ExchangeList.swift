/// The open exchanges of one connection, in no order; adding and removing cost the same for any number.
struct ExchangeList {
    private var exchanges: [Exchange] = []

    var isEmpty: Bool { exchanges.isEmpty }

    var count: Int { exchanges.count }

    /// On HTTP/1.1 the only one.
    var first: Exchange? { exchanges.first }

    var last: Exchange? { exchanges.last }

    /// - Returns: the position, to be kept in the exchange.
    mutating func add(_ exchange: Exchange) -> Int {
        exchanges.append(exchange)
        return exchanges.count - 1
    }

    /// Takes out what is at `position`.
    ///
    /// - Returns: the exchange that now stands at `position`; nil when none was moved.
    mutating func remove(at position: Int) -> Exchange? {
        let last = exchanges.removeLast()
        guard position < exchanges.count else { return nil }
        exchanges[position] = last
        return last
    }
}
