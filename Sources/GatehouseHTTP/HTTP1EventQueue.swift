/// The events that have not been pulled yet, in the only order in which they can occur.
struct HTTP1EventQueue {
    private var head: HTTP1Event?
    private var bodyCount = 0
    private var hasEnded = false
    private var refusal: Reason?

    mutating func requestHead(ended: Bool, expectsContinue: Bool) {
        head = .requestHead(ended: ended, expectsContinue: expectsContinue)
    }

    mutating func body(count: Int) { bodyCount += count }

    mutating func ended() { hasEnded = true }

    mutating func violation(_ reason: Reason) { refusal = reason }

    mutating func next() -> HTTP1Event? {
        if let event = head {
            head = nil
            return event
        }
        if bodyCount > 0 {
            defer { bodyCount = 0 }
            return .body(count: bodyCount)
        }
        if hasEnded {
            hasEnded = false
            return .ended
        }
        guard let reason = refusal else { return nil }
        refusal = nil
        return .violation(reason)
    }
}
