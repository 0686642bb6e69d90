import ArgumentParser
import GatehouseAudit
import GatehouseTransport

/// One question on its way through the files, with what has to be told about them at the end.
struct AuditInquiry {
    let files: AuditFiles
    private(set) var search: AuditSearch

    /// - Throws: the exit status, after saying why.
    init(_ question: AuditQuestion) throws {
        let filter = try question.filter(nowNanoseconds: Clock.wallNanoseconds())
        search = AuditSearch(filter)
        do {
            files = try question.locate(filter)
        } catch {
            ErrorOutput.print("gatehouse: \(error.text)")
            throw error.exitStatus.code
        }
        guard !files.paths.isEmpty else {
            ErrorOutput.print("gatehouse: there are no record files yet")
            throw ExitStatus.unreadable.code
        }
    }

    /// Puts the question to every file, oldest first.
    mutating func run(found: (RecordIndex, Span<UInt8>) -> Void) {
        for path in files.paths { search.search(path, found: found) }
    }

    /// Follows the current file from its beginning; calls `idle` whenever everything so far is read.
    mutating func follow(idle: () -> Bool, found: (RecordIndex, Span<UInt8>) -> Void) {
        for path in files.paths where path != files.current { search.search(path, found: found) }
        guard let current = files.current else { return }
        var follower = AuditFollower(path: current)
        follower.follow(&search, idle: idle, found: found)
    }

    /// Tells what could not be read on standard error.
    ///
    /// - Throws: the exit status, when it is not 0.
    func conclude() throws {
        let report = search.report
        for file in report.unfinishedFiles {
            ErrorOutput.print("gatehouse: \(file): the last line is unfinished: being written, or cut off by a crash")
        }
        if let first = report.firstCorruptLine {
            ErrorOutput.print(
                "gatehouse: \(report.corruptLines) lines are no records and were passed over; the first is "
                    + "\(first.file):\(first.line)")
        }
        for failure in report.failures { ErrorOutput.print("gatehouse: \(failure.file): \(failure.text)") }
        if report.failures.contains(where: \.isUnreadable) { throw ExitStatus.unreadable.code }
        if report.corruptLines > 0 || !report.failures.isEmpty { throw ExitStatus.failure.code }
    }
}
