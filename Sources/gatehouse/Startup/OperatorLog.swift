import Logging

/// The operator's log: lines on standard error, since standard output may carry records.
enum OperatorLog {
    static func make(level: Logger.Level = .notice) -> Logger {
        var logger = Logger(label: "gatehouse", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = level
        return logger
    }
}
