/// One item's rotation: a checked transaction. Pure: files, clock and log are with whoever runs it.
///
/// What serves is always something that was found good; new files come in through reading, validation, staging and
/// activation, and leave no trace when one of these fails.
package struct Rotation: Sendable {
    package enum State: Equatable, Sendable {
        /// The files hold what serves.
        case serving
        /// The files were ordered to be read.
        ///
        /// - isLast: a refusal is final; else it may be that somebody is in the middle of writing.
        case reading(isLast: Bool)
        /// Refused once, in a way that a half-written file would be; read again at this time.
        case rereading(atNanoseconds: UInt64)
        /// Good; the order to use it is out.
        case staged(Material)
        /// Not used; tried again when the files change.
        case refused(RotationRefusal)
        /// Not used before this time (seconds since 1970); tried again then, and when the files change.
        case waiting(RotationRefusal, untilSeconds: Int64)
    }

    /// What the runner has to do.
    package enum Action: Equatable, Sendable {
        case nothing
        /// Read the files, inspect them, and come back with `inspected`.
        case read
        /// Use this from now on, and come back with `activated` or `activationFailed`.
        case activate(Material)
        /// Tell the operator that the last good one serves on, and why.
        case report(RotationRefusal)
    }

    /// Time for whoever is writing to finish.
    package static let secondLookNanoseconds: UInt64 = 100_000_000

    package private(set) var state = State.serving
    /// What serves.
    package private(set) var current: Material
    /// 1 at start; raised by each activation.
    package private(set) var generation: UInt64 = 1
    package private(set) var refusalCount: UInt64 = 0

    /// - Parameter material: found good, and serving.
    package init(serving material: Material) {
        current = material
    }

    /// The files have changed, or somebody asks to look at them.
    package mutating func filesChanged() -> Action {
        switch state {
        case .serving, .reading, .rereading, .staged, .refused, .waiting:
            state = .reading(isLast: false)
            return .read
        }
    }

    /// What came of `.read`.
    package mutating func inspected(
        _ result: Result<Material, RotationRefusal>, nowNanoseconds: UInt64
    ) -> Action {
        guard case .reading(let isLast) = state else { return .nothing }
        switch result {
        case .success(let material) where material == current:
            state = .serving
            return .nothing
        case .success(let material):
            state = .staged(material)
            return .activate(material)
        case .failure(let refusal) where refusal.mayBeHalfWritten && !isLast:
            state = .rereading(atNanoseconds: nowNanoseconds &+ Self.secondLookNanoseconds)
            return .nothing
        case .failure(let refusal):
            return refuse(refusal)
        }
    }

    /// What was staged serves.
    package mutating func activated() {
        guard case .staged(let material) = state else { return }
        current = material
        generation += 1
        state = .serving
    }

    /// What was staged does not fit the rest.
    package mutating func activationFailed(detail: String) -> Action {
        guard case .staged = state else { return .nothing }
        return refuse(.notActivated(detail: detail))
    }

    /// Time has passed.
    package mutating func clockAdvanced(nanoseconds: UInt64, seconds: Int64) -> Action {
        switch state {
        case .rereading(let time) where nanoseconds >= time:
            state = .reading(isLast: true)
            return .read
        case .waiting(_, let untilSeconds) where seconds >= untilSeconds:
            state = .reading(isLast: true)
            return .read
        case .serving, .reading, .rereading, .staged, .refused, .waiting:
            return .nothing
        }
    }

    private mutating func refuse(_ refusal: RotationRefusal) -> Action {
        refusalCount += 1
        state = refusal.validFromSeconds.map { .waiting(refusal, untilSeconds: $0) } ?? .refused(refusal)
        return .report(refusal)
    }
}

extension Rotation {
    /// Why the files are not used, while they are not.
    package var refusal: RotationRefusal? {
        switch state {
        case .refused(let refusal), .waiting(let refusal, _): refusal
        case .serving, .reading, .rereading, .staged: nil
        }
    }

    /// How long the runner may sleep, in nanoseconds; nil when only the files can bring news.
    package func pauseNanoseconds(nowNanoseconds: UInt64, nowSeconds: Int64) -> UInt64? {
        switch state {
        case .rereading(let time): time > nowNanoseconds ? time - nowNanoseconds : 0
        case .waiting(_, let untilSeconds): UInt64(clamping: max(0, untilSeconds - nowSeconds)) &* 1_000_000_000
        case .serving, .reading, .staged, .refused: nil
        }
    }
}
