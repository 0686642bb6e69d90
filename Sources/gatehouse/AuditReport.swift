/// What was found in the files beside records.
struct AuditReport: Equatable {
    /// A file that could not be read to its end.
    struct Failure: Equatable {
        let file: String
        let text: String
        /// The system would not let it be read; else its content is damaged.
        let isUnreadable: Bool
    }

    /// Where a line is, counted from 1.
    struct Place: Equatable {
        let file: String
        let line: Int
    }

    var lines = 0
    /// Lines that are no records: cut off, damaged, or not ours.
    var corruptLines = 0
    var firstCorruptLine: Place?
    /// The last line has no end yet; it may be in the middle of being written.
    var unfinishedFiles: [String] = []
    var failures: [Failure] = []
}
