import GatehouseAudit
import GatehouseHTTP
import GatehouseMemory
import GatehouseTransport
import Logging

/// Writes batches in the order in which they come, in a thread of its own.
final class TrailWriter {
    private let trails: Trails
    private let mailbox: Mailbox<TrailBatch>
    private let loop: EventLoop
    private var channels: [TrailChannel] = []

    init(
        trails: Trails, sinks: TrailSinks, mailbox: Mailbox<TrailBatch>, archive: TrailArchive
    ) throws(SystemError) {
        self.trails = trails
        self.mailbox = mailbox
        loop = try EventLoop()
        try loop.register(mailbox, EventToken(rawValue: 0))
        channels = [TrailChannel(file: sinks.audit, trails: trails, archive: archive, retriesByItself: true)]
        if let access = sinks.access, access !== sinks.audit {
            channels.append(
                TrailChannel(file: access, trails: trails, archive: archive, retriesByItself: false))
        }
    }

    /// Runs until the end is posted; then everything is on the disk, or its loss is in the operator's log.
    func run() {
        FileSink.reportSizeLimits()
        while true {
            _ = loop.wait(untilNanoseconds: channels.compactMap(\.dueNanoseconds).min())
            let batches = mailbox.drain()
            for batch in batches {
                switch batch {
                case .lines(let trail, let lines): write(lines, to: trail)
                case .reopen: for channel in channels { channel.reopen() }
                case .end: return end()
                }
            }
            writeDownLosses()
            for channel in channels { channel.turnEnded(atNanoseconds: loop.nowNanoseconds) }
        }
    }

    private func write(_ lines: TrailLines, to trail: Trails.Trail) {
        // Told in the order in which it happened, as nearly as can be known.
        writeDownLosses()
        channel(of: trail).write(lines, of: trail)
        trails.ledger(of: trail).release(lines.bytes.count)
    }

    private func channel(of trail: Trails.Trail) -> TrailChannel {
        trail == .access ? channels[channels.count - 1] : channels[0]
    }

    /// Losses of both trails are evidence, and so belong to the audit trail. Written when they are over, so that there is one
    /// record for each, or when the gateway ends.
    private func writeDownLosses(atEnd: Bool = false) {
        for trail in Trails.Trail.allCases {
            let ledger = trails.ledger(of: trail)
            guard let loss = ledger.loss, channels[0].isReady, isOver(trail) || atEnd else { continue }
            let fields: LogFields = [
                "trail": .text(trail.rawValue), "count": .integer(Int64(loss.records)),
                "rejections": .integer(Int64(loss.rejections)),
            ]
            guard channels[0].writeLine(Trails.line(.recordsLost, fields)) else { continue }
            ledger.settle(loss)
            trails.logger.error("\(LogLine("records_lost", fields).text)")
        }
    }

    /// The audit trail's loss is over when it can be written down, which is how that is found out.
    private func isOver(_ trail: Trails.Trail) -> Bool {
        channel(of: trail) === channels[0] || channel(of: trail).isWriting
    }

    private func end() {
        for channel in channels { channel.retryNow() }
        writeDownLosses(atEnd: true)
        for trail in Trails.Trail.allCases {
            guard let loss = trails.ledger(of: trail).loss else { continue }
            let fields: LogFields = ["trail": .text(trail.rawValue), "count": .integer(Int64(loss.records))]
            trails.logger.error("\(LogLine("records_lost_at_end", fields).text)")
        }
        for channel in channels { channel.synchronize() }
    }
}
