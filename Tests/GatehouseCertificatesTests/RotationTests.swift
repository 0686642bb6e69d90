import GatehouseCrypto
import Testing

@testable import GatehouseCertificates

/// The machine by scripts: events in, actions out.
struct RotationTests {
    private static let second: UInt64 = 1_000_000_000
    private let old = Material.revocations(pem: "old", nextUpdateSeconds: nil)
    private let new = Material.revocations(pem: "new", nextUpdateSeconds: nil)
    private let torn = RotationRefusal.certificate(.keyMismatched)
    private let bad = RotationRefusal.certificate(.expired(position: 1, subject: "x", notAfterSeconds: 5))
    private let early = RotationRefusal.certificate(.notYetValid(position: 1, subject: "x", notBeforeSeconds: 500))

    @Test func goodFilesAreStagedAndActivated() {
        var rotation = Rotation(serving: old)
        #expect(rotation.filesChanged() == .read)
        #expect(rotation.inspected(.success(new), nowNanoseconds: 0) == .activate(new))
        #expect(rotation.current == old, "nothing serves before it was activated")
        rotation.activated()
        #expect(rotation.state == .serving)
        #expect(rotation.current == new)
        #expect(rotation.generation == 2)
    }

    @Test func theSameContentsAreNoRotation() {
        var rotation = Rotation(serving: old)
        _ = rotation.filesChanged()
        #expect(rotation.inspected(.success(old), nowNanoseconds: 0) == .nothing)
        #expect(rotation.state == .serving)
        #expect(rotation.generation == 1)
    }

    @Test func badFilesKeepTheLastGoodOnes() {
        var rotation = Rotation(serving: old)
        _ = rotation.filesChanged()
        #expect(rotation.inspected(.failure(bad), nowNanoseconds: 0) == .report(bad))
        #expect(rotation.state == .refused(bad))
        #expect(rotation.current == old)
        #expect(rotation.refusalCount == 1)
        #expect(rotation.clockAdvanced(nanoseconds: .max, seconds: .max) == .nothing, "only a change helps")
        #expect(rotation.filesChanged() == .read)
        #expect(rotation.inspected(.success(new), nowNanoseconds: 0) == .activate(new))
    }

    @Test func whatMayBeHalfWrittenGetsASecondLook() {
        var rotation = Rotation(serving: old)
        _ = rotation.filesChanged()
        #expect(rotation.inspected(.failure(torn), nowNanoseconds: 7) == .nothing)
        let time = 7 + Rotation.secondLookNanoseconds
        #expect(rotation.state == .rereading(atNanoseconds: time))
        #expect(rotation.pauseNanoseconds(nowNanoseconds: 7, nowSeconds: 0) == Rotation.secondLookNanoseconds)
        #expect(rotation.clockAdvanced(nanoseconds: time - 1, seconds: 0) == .nothing)
        #expect(rotation.clockAdvanced(nanoseconds: time, seconds: 0) == .read)
        #expect(rotation.inspected(.success(new), nowNanoseconds: time) == .activate(new))
    }

    @Test func theSecondLookIsTheLast() {
        var rotation = Rotation(serving: old)
        _ = rotation.filesChanged()
        _ = rotation.inspected(.failure(torn), nowNanoseconds: 0)
        #expect(rotation.clockAdvanced(nanoseconds: Self.second, seconds: 1) == .read)
        #expect(rotation.inspected(.failure(torn), nowNanoseconds: Self.second) == .report(torn))
        #expect(rotation.state == .refused(torn))
        #expect(rotation.refusalCount == 1, "one change, one refusal")
    }

    @Test func whatIsNotYetValidIsTriedAtItsTime() {
        var rotation = Rotation(serving: old)
        _ = rotation.filesChanged()
        #expect(rotation.inspected(.failure(early), nowNanoseconds: 0) == .report(early))
        #expect(rotation.state == .waiting(early, untilSeconds: 500))
        #expect(rotation.refusal == early)
        #expect(rotation.pauseNanoseconds(nowNanoseconds: 0, nowSeconds: 490) == 10 * Self.second)
        #expect(rotation.clockAdvanced(nanoseconds: 0, seconds: 499) == .nothing)
        #expect(rotation.clockAdvanced(nanoseconds: 0, seconds: 500) == .read)
        #expect(rotation.inspected(.success(new), nowNanoseconds: 0) == .activate(new))
        rotation.activated()
        #expect(rotation.refusal == nil)
    }

    @Test func whatDoesNotFitTheRestIsRefused() {
        var rotation = Rotation(serving: old)
        _ = rotation.filesChanged()
        _ = rotation.inspected(.success(new), nowNanoseconds: 0)
        let refusal = RotationRefusal.notActivated(detail: "ambiguous")
        #expect(rotation.activationFailed(detail: "ambiguous") == .report(refusal))
        #expect(rotation.current == old)
        #expect(rotation.generation == 1)
    }

    /// Answers that nobody waits for change nothing.
    @Test func strayAnswersAreIgnored() {
        var rotation = Rotation(serving: old)
        rotation.activated()
        #expect(rotation.activationFailed(detail: "x") == .nothing)
        #expect(rotation.inspected(.success(new), nowNanoseconds: 0) == .nothing)
        #expect(rotation.state == .serving)
        #expect(rotation.current == old)
        #expect(rotation.generation == 1)
    }

    /// A change while anything else is under way begins anew.
    @Test func aChangeAlwaysLeadsToAReading() {
        var rotation = Rotation(serving: old)
        _ = rotation.filesChanged()
        #expect(rotation.filesChanged() == .read)
        _ = rotation.inspected(.failure(torn), nowNanoseconds: 0)
        #expect(rotation.filesChanged() == .read)
        #expect(rotation.inspected(.failure(torn), nowNanoseconds: 0) == .nothing, "a second look again")
        #expect(rotation.filesChanged() == .read)
        _ = rotation.inspected(.success(new), nowNanoseconds: 0)
        #expect(rotation.filesChanged() == .read)
        #expect(rotation.inspected(.success(old), nowNanoseconds: 0) == .nothing)
        #expect(rotation.generation == 1)
    }
}
