import GatehouseAudit
import GatehouseTransport
import Logging
import Synchronization

/// The thread that looks after files that were set aside: compresses them, and removes what is beyond retention.
///
/// Off the writer's thread, because compressing takes seconds; at the lowest priority, because nobody waits for it.
final class TrailArchive: Sendable {
    private enum Order: Sendable {
        case tidy, end
    }

    private let mailbox: Mailbox<Order>
    private let isEnding = Atomic<Bool>(false)
    private let thread = Mutex<WorkerThread?>(nil)
    private let logger: Logger
    /// Writes an audit record: that evidence was removed is evidence itself.
    private let record: @Sendable (AuditEvent, LogFields) -> Void

    /// Between looks at the age of files, when nothing is rotated.
    private static let idleNanoseconds: UInt64 = 600_000_000_000

    /// Starts the thread, which first finishes what a crash has left.
    init(
        _ settings: TrailSettings, logger: Logger, record: @escaping @Sendable (AuditEvent, LogFields) -> Void
    ) throws(SystemError) {
        mailbox = try Mailbox()
        self.logger = logger
        self.record = record
        let families = Self.families(settings)
        guard !families.isEmpty, settings.rotation != nil else { return }
        let started = try WorkerThread.spawn(name: "record-archive") { [self] in run(families) }
        thread.withLock { $0 = started }
    }

    private static func families(_ settings: TrailSettings) -> [TrailFamily] {
        var paths: [String] = []
        for case .file(let path)? in [settings.audit, settings.access] where !paths.contains(path) {
            paths.append(path)
        }
        return paths.map { TrailFamily(path: $0, retention: settings.retention) }
    }

    private func run(_ families: [TrailFamily]) {
        CPU.yieldToOthers()
        FileSink.reportSizeLimits()
        do {
            let loop = try EventLoop()
            try loop.register(mailbox, EventToken(rawValue: 0))
            var reported: SystemError?
            while true {
                reported = tidy(families, reported: reported)
                _ = loop.wait(untilNanoseconds: loop.nowNanoseconds &+ Self.idleNanoseconds)
                if mailbox.drain().contains(where: { $0 == .end }) { return }
            }
        } catch {
            logger.error("\(LogLine("record_archive_not_started", ["error": .text(error.description)]).text)")
        }
    }

    /// - Parameters:
    ///   - families: the trails with their old files.
    ///   - reported: the failure that the log already tells of.
    /// - Returns: the failure of this time.
    private func tidy(_ families: [TrailFamily], reported: SystemError?) -> SystemError? {
        var failure: SystemError?
        for family in families {
            do {
                let now = Clock.wallNanoseconds()
                let removed = try family.tidy(nowNanoseconds: now) { isEnding.load(ordering: .relaxed) }
                for name in removed { tell(ofRemoved: name) }
            } catch {
                failure = error
                guard error != reported else { continue }
                let fields: LogFields = ["file": .text(family.path), "error": .text(error.description)]
                logger.error("\(LogLine("record_files_not_tidied", fields).text)")
            }
        }
        return failure
    }

    private func tell(ofRemoved name: String) {
        let fields: LogFields = ["file": .text(name)]
        logger.notice("\(LogLine("record_file_removed", fields).text)")
        record(.recordFileRemoved, fields)
    }

    /// Has the files looked after soon. Called from any thread.
    func tidy() {
        mailbox.post(.tidy)
    }

    /// Ends the thread; a file that is being compressed is left as it was, for the next start.
    func close() {
        isEnding.store(true, ordering: .relaxed)
        mailbox.post(.end)
        thread.withLock { $0 }?.join()
    }
}
