import Logging
import Synchronization

/// What was logged, in place of a log.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var logger: Logger { Logger(label: "test") { _ in Handler(target: self) } }

    /// The event words, in order.
    var events: [String] { lines.withLock { $0.map { String($0.prefix { $0 != " " }) } } }

    /// The lines with this event word, in order.
    func lines(with event: String) -> [String] {
        lines.withLock { $0.filter { $0.hasPrefix(event + " ") } }
    }

    private struct Handler: LogHandler {
        let target: LogLines
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            target.lines.withLock { $0.append(event.message.description) }
        }
    }
}
