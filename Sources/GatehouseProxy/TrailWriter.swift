import GatehouseAudit
import GatehouseHTTP
import GatehouseTransport
import Logging
import Synchronization

/// The open destinations of the trails.
struct TrailSinks {
    let audit: FileSink
    let access: FileSink?

    init(_ settings: TrailSettings) throws(SystemError) {
        audit = try Self.open(settings.audit)
        if let destination = settings.access {
            access = destination == settings.audit ? audit : try Self.open(destination)
        } else {
            access = nil
        }
    }

    private static func open(_ destination: TrailSettings.Destination) throws(SystemError) -> FileSink {
        switch destination {
        case .standardOutput: FileSink()
        case .file(let path): try FileSink(appendingTo: path)
        }
    }
}

/// The sinks on their way from the thread that opens them to the one that writes: taken once.
final class TrailSinksHandover: Sendable {
    private let sinks: Mutex<TrailSinks?>

    init(_ sinks: sending TrailSinks) {
        self.sinks = Mutex(sinks)
    }

    func take() -> TrailSinks? {
        sinks.withLock { sinks in
            let taken = sinks
            sinks = nil
            return taken
        }
    }
}

/// Writes batches in the order in which they come, in a thread of its own.
struct TrailWriter {
    private let sinks: TrailSinks
    private let mailbox: Mailbox<TrailBatch>
    private let loop: EventLoop

    init(sinks: TrailSinks, mailbox: Mailbox<TrailBatch>) throws(SystemError) {
        self.sinks = sinks
        self.mailbox = mailbox
        loop = try EventLoop()
        try loop.register(mailbox, EventToken(rawValue: 0))
    }

    /// Runs until the end is posted; then everything is on the disk.
    func run() {
        while true {
            _ = loop.wait(untilNanoseconds: nil)
            for batch in mailbox.drain() {
                switch batch {
                case .lines(let trail, let lines, let trails): write(lines, to: trail, of: trails)
                case .end: return synchronize()
                }
            }
        }
    }

    private func write(_ lines: TrailLines, to trail: Trails.Trail, of trails: Trails) {
        let sink = trail == .audit ? sinks.audit : sinks.access
        do {
            try lines.bytes.withSpan { (bytes) throws(SystemError) in try sink?.write(bytes) }
        } catch {
            trails.logger.error("\(LogLine("records_not_written", ["error": .text(error.description)]).text)")
        }
        trails.written(byteCount: lines.bytes.count)
    }

    private func synchronize() {
        try? sinks.audit.synchronize()
        try? sinks.access?.synchronize()
    }
}
