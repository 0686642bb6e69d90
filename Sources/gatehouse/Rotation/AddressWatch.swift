import GatehouseConfiguration
import GatehouseTransport

/// Asks for the addresses of upstreams' names again and again, in a thread of its own: an answer may take long, and
/// nothing may wait for it. Used on the main thread.
final class AddressWatch {
    /// The addresses of a name, or nil when there is no answer; blocks.
    typealias Resolving = @Sendable (Endpoint) -> [SocketAddress]?

    /// The answers to one round of questions; a name without an answer is missing.
    typealias Answers = [Endpoint: [SocketAddress]]

    private let resolve: Resolving
    private let questions: Mailbox<[Endpoint]?>
    private let answers: Mailbox<Answers>
    private var schedule = AddressSchedule()
    /// Started with the first question.
    private var isStarted = false
    /// One round at a time: a resolver that hangs piles nothing up.
    private var isAsking = false

    /// - Parameter resolve: how names are looked up.
    /// - Throws: when a descriptor cannot be had.
    init(resolve: @escaping Resolving) throws(SystemError) {
        self.resolve = resolve
        questions = try Mailbox()
        answers = try Mailbox()
    }

    /// What the system knows (`/etc/hosts`, DNS).
    static let system: Resolving = { try? Resolver.resolve(host: $0.host, port: $0.port) }

    func register(on loop: EventLoop, _ token: EventToken) throws(SystemError) {
        try loop.register(answers, token)
    }

    /// Takes up the names of what serves now.
    func follow(_ upstreams: [UpstreamSettings], nowNanoseconds: UInt64) {
        schedule.follow(upstreams, nowNanoseconds: nowNanoseconds)
    }

    /// When `turn` is to be called at the latest.
    var wakeNanoseconds: UInt64 { isAsking ? .max : schedule.wakeNanoseconds }

    /// Asks what is due.
    ///
    /// - Returns: what has been answered since the last turn.
    func turn(nowNanoseconds: UInt64) -> Answers {
        var answered: Answers = [:]
        for round in answers.drain() {
            isAsking = false
            answered.merge(round) { $1 }
        }
        if !isAsking { ask(schedule.takeDue(nowNanoseconds: nowNanoseconds)) }
        return answered
    }

    private func ask(_ due: [Endpoint]) {
        guard !due.isEmpty, startIfNeeded() else { return }
        isAsking = true
        questions.post(due)
    }

    /// - Returns: false when the system has no thread now; the next round tries again.
    private func startIfNeeded() -> Bool {
        if isStarted { return true }
        let (questions, answers, resolve) = (questions, answers, resolve)
        let thread = try? WorkerThread.spawn(name: "resolver") { Self.run(questions, answers, resolve) }
        isStarted = thread != nil
        return isStarted
    }

    private static func run(
        _ questions: Mailbox<[Endpoint]?>, _ answers: Mailbox<Answers>, _ resolve: Resolving
    ) {
        guard let loop = try? EventLoop(), (try? loop.register(questions, EventToken(rawValue: 0))) != nil else {
            return
        }
        while true {
            _ = loop.wait(untilNanoseconds: nil)
            for round in questions.drain() {
                guard let round else { return }
                var found: Answers = [:]
                for place in round { found[place] = resolve(place) }
                answers.post(found)
            }
        }
    }

    /// The process ends. The thread is not waited for: it may be in the middle of a long look-up.
    func stop() {
        questions.post(nil)
    }
}
