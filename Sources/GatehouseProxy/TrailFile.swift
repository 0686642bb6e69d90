import GatehouseAudit
import GatehouseHTTP
import GatehouseTransport

/// One destination of records: appended to, rotated, and opened again when it has failed. Used by the writer's thread.
final class TrailFile {
    let path: String?
    private let sink: FileSink
    private let rotation: TrailSettings.Rotation?
    /// Of the file, as far as it is ours; 0 for what cannot be rotated.
    private(set) var byteCount: UInt64 = 0
    private var firstRecordNanoseconds: Int64?
    /// The last line has no end: a crash or a full disk has cut it off.
    private var isInMidLine = false
    private(set) var hasUnsynchronized = false

    /// - Throws: when the file cannot be opened.
    init(_ destination: TrailSettings.Destination, _ rotation: TrailSettings.Rotation?) throws(SystemError) {
        switch destination {
        case .standardOutput:
            path = nil
            sink = FileSink()
            self.rotation = nil
        case .file(let path):
            self.path = path
            sink = try FileSink(appendingTo: path)
            self.rotation = rotation
        }
        lookAtFile()
    }

    /// Writes whole lines; a line that was cut off before them is ended first, so that it spoils no other.
    ///
    /// - Returns: nil, or the error and how many of the bytes were written before it.
    func write(_ lines: Span<UInt8>, atNanoseconds now: Int64) -> (error: SystemError, written: Int)? {
        do {
            try endCutOffLine()
        } catch {
            return (error, 0)
        }
        if firstRecordNanoseconds == nil { firstRecordNanoseconds = now }
        hasUnsynchronized = true
        do {
            try sink.write(lines)
            byteCount &+= UInt64(lines.count)
            return nil
        } catch {
            let written = sink.writtenByteCount
            byteCount &+= UInt64(written)
            isInMidLine = written > 0 && lines[written - 1] != UInt8(ascii: "\n")
            return (error, written)
        }
    }

    private func endCutOffLine() throws(SystemError) {
        guard isInMidLine else { return }
        try sink.write("\n".utf8.span)
        byteCount &+= 1
        isInMidLine = false
    }

    /// Returns once what was written is on the disk.
    func synchronize() throws(SystemError) {
        try sink.synchronize()
        hasUnsynchronized = false
    }

    /// Opens the path anew: somebody has moved the file away, or the disk has come back.
    func reopen() throws(SystemError) {
        try sink.reopen()
        lookAtFile()
    }

    // MARK: Rotation

    /// Sets the file aside when it would grow too large, or is too old.
    ///
    /// - Returns: the new name of what was set aside; nil when nothing was.
    func rotateIfDue(adding count: Int, atNanoseconds now: Int64) throws(SystemError) -> String? {
        guard let path, let rotation, byteCount > 0 else { return nil }
        let isTooLarge = byteCount &+ UInt64(count) > rotation.maximumBytes
        guard isTooLarge || (ageDueNanoseconds.map { $0 <= now } ?? false) else { return nil }
        let (folder, name) = FileFolder.containing(path)
        // A link or a device is not ours to move.
        guard folder.byteCount(of: name) != nil else { return nil }
        let rotated = Self.freeName(RecordFileName(current: name), in: folder, now)
        try folder.rename(name, to: rotated)
        try reopen()
        return rotated
    }

    /// When the file is too old, on the wall clock; nil while it has no records.
    var ageDueNanoseconds: Int64? {
        guard let rotation, byteCount > 0, let first = firstRecordNanoseconds else { return nil }
        let (age, overflowed) = rotation.maximumAgeSeconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (due, isNever) = first.addingReportingOverflow(age)
        return overflowed || isNever ? nil : due
    }

    /// Two rotations in one microsecond, or a clock that was set back, must not overwrite evidence.
    private static func freeName(_ name: RecordFileName, in folder: FileFolder, _ now: Int64) -> String {
        var time = now
        while true {
            let rotated = name.rotated(at: Timestamp(nanoseconds: time))
            let isTaken = [rotated, rotated + RecordFileName.compressedEnding].contains {
                folder.byteCount(of: $0) != nil
            }
            guard isTaken else { return rotated }
            time &+= 1000
        }
    }

    private func lookAtFile() {
        byteCount = sink.byteCount ?? 0
        isInMidLine = sink.endsInMidLine()
        firstRecordNanoseconds = byteCount > 0 ? path.flatMap(Self.firstRecordNanoseconds) : nil
    }

    /// The age of a file from before the start is told by its first record.
    private static func firstRecordNanoseconds(inFileAt path: String) -> Int64? {
        guard let source = try? FileSource(path: path, pieceByteCount: 64) else { return nil }
        return (try? source.read(RecordIndex.timeNanoseconds(ofLine:))) ?? nil
    }
}
