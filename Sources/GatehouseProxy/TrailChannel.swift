import GatehouseAudit
import GatehouseHTTP
import GatehouseMemory
import GatehouseTransport
import Logging

/// One file of records with its state: writing, or failing and trying again. Used by the writer's thread.
final class TrailChannel {
    private enum State {
        case writing
        /// Records are lost until an attempt succeeds; the next one is due at this moment of the monotonic clock.
        case failing(retryNanoseconds: UInt64)
    }

    private let file: TrailFile
    private let trails: Trails
    private let archive: TrailArchive
    /// A failing file is tried again even if no batch comes, by writing down the loss: so for audit records. Access records
    /// have nothing of their own to try with; the next batch does it.
    private let retriesByItself: Bool
    private var state = State.writing
    private var synchronizeNanoseconds: UInt64?
    private var hasReportedSynchronization = false
    private var hasReportedRotation = false

    /// Between attempts: records pass again soon after the disk does, and a broken disk is not busied by them.
    private static let retryNanoseconds: UInt64 = 250_000_000

    init(file: TrailFile, trails: Trails, archive: TrailArchive, retriesByItself: Bool) {
        self.retriesByItself = retriesByItself
        self.file = file
        self.trails = trails
        self.archive = archive
    }

    /// True when a write may be tried.
    var isReady: Bool {
        switch state {
        case .writing: true
        case .failing(let retry): retry <= Clock.monotonicNanoseconds()
        }
    }

    /// True when the last write succeeded.
    var isWriting: Bool {
        switch state {
        case .writing: true
        case .failing: false
        }
    }

    /// When something has to be done even if no batch comes: another attempt, a synchronisation, a rotation by age.
    var dueNanoseconds: UInt64? {
        var due = synchronizeNanoseconds
        if case .failing(let retry) = state, retriesByItself { due = min(due ?? retry, retry) }
        if let age = file.ageDueNanoseconds {
            let wait = UInt64(clamping: max(0, age &- Clock.wallNanoseconds()))
            let moment = Clock.monotonicNanoseconds().addingReportingOverflow(max(wait, Self.retryNanoseconds))
            if !moment.overflow { due = min(due ?? moment.partialValue, moment.partialValue) }
        }
        return due
    }

    // MARK: Writing

    /// Writes a batch, or counts what of it could not be written.
    func write(_ lines: TrailLines, of trail: Trails.Trail) {
        lines.bytes.withSpan { bytes in
            guard isReady else { return trails.ledger(of: trail).lose(TrailLoss(of: bytes)) }
            rotateIfDue(adding: bytes.count)
            guard let failure = attempt(bytes) else { return }
            let start = Self.startOfUnwritten(bytes, written: failure.written)
            trails.ledger(of: trail).lose(TrailLoss(of: bytes.extracting(droppingFirst: start)))
        }
    }

    /// Writes one line of ours.
    ///
    /// - Returns: false when it could not be written; the caller tries again later.
    func writeLine(_ line: borrowing ByteQueue) -> Bool {
        line.withSpan { attempt($0) == nil }
    }

    private func attempt(_ bytes: Span<UInt8>) -> (error: SystemError, written: Int)? {
        if case .failing = state { try? file.reopen() }
        if let failure = file.write(bytes, atNanoseconds: Clock.wallNanoseconds()) {
            failed(failure.error)
            return failure
        }
        succeeded()
        return nil
    }

    /// Where the first line begins that did not get to the file whole.
    private static func startOfUnwritten(_ bytes: Span<UInt8>, written: Int) -> Int {
        var start = written
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }

    private func failed(_ error: SystemError) {
        if case .writing = state {
            let fields: LogFields = ["file": .text(file.path ?? "stdout"), "error": .text(error.description)]
            trails.logger.error("\(LogLine("records_not_written", fields).text)")
        }
        state = .failing(retryNanoseconds: Clock.monotonicNanoseconds() &+ Self.retryNanoseconds)
    }

    private func succeeded() {
        guard case .failing = state else { return }
        state = .writing
        trails.logger.notice("\(LogLine("records_written_again", ["file": .text(file.path ?? "stdout")]).text)")
    }

    /// The end is near: what waits for a better moment does not get one.
    func retryNow() {
        if case .failing = state { state = .failing(retryNanoseconds: 0) }
    }

    // MARK: Files

    /// Opens the path anew, after somebody has moved the file away.
    func reopen() {
        do {
            try file.reopen()
            retryNow()
        } catch {
            report("record_file_not_reopened", error)
        }
    }

    private func rotateIfDue(adding count: Int) {
        do {
            let rotated = try file.rotateIfDue(adding: count, atNanoseconds: Clock.wallNanoseconds())
            hasReportedRotation = false
            guard let rotated else { return }
            trails.record(.recordFileRotated, ["file": .text(rotated)])
            archive.tidy()
        } catch {
            // Records go on into the file that is open; it is tried again with the next batch.
            if !hasReportedRotation { report("record_file_not_rotated", error) }
            hasReportedRotation = true
        }
    }

    /// Called when the batches of a turn are written: synchronises as the settings say, and rotates by age.
    func turnEnded(atNanoseconds now: UInt64) {
        rotateIfDue(adding: 0)
        guard file.hasUnsynchronized else { return }
        switch trails.settings.synchronization {
        case .never: return
        case .each: synchronize()
        case .interval(let nanoseconds):
            guard let due = synchronizeNanoseconds else { return synchronizeNanoseconds = now &+ nanoseconds }
            if due <= now { synchronize() }
        }
    }

    /// Returns once everything written is on the disk, or the failure has been reported.
    func synchronize() {
        synchronizeNanoseconds = nil
        do {
            try file.synchronize()
            hasReportedSynchronization = false
        } catch {
            // What the system could not write it does not keep for another attempt, so there is nothing to repeat.
            if !hasReportedSynchronization { report("records_not_synchronized", error) }
            hasReportedSynchronization = true
        }
    }

    private func report(_ event: StaticString, _ error: SystemError) {
        let fields: LogFields = ["file": .text(file.path ?? "stdout"), "error": .text(error.description)]
        trails.logger.error("\(LogLine(event, fields).text)")
    }
}
