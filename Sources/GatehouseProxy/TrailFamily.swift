import GatehouseAudit
import GatehouseCrypto
import GatehouseTransport

/// The files of one trail that were set aside. A pass over them can be interrupted anywhere and begun anew.
struct TrailFamily: Sendable {
    let path: String
    let retention: TrailSettings.Retention
    private let folder: FileFolder
    private let name: RecordFileName

    /// Of zlib: level 6 takes twice the time of level 1 for about a sixth less.
    private static let compressionLevel = 6

    init(path: String, retention: TrailSettings.Retention) {
        self.path = path
        self.retention = retention
        let (folder, name) = FileFolder.containing(path)
        self.folder = folder
        self.name = RecordFileName(current: name)
    }

    /// Removes what is beyond retention, and compresses what is not compressed yet.
    ///
    /// - Parameters:
    ///   - now: on the wall clock.
    ///   - isEnding: asked now and then; true leaves the rest for another time.
    /// - Returns: the names of files that were removed for good.
    /// - Throws: what could not be done; the rest is left as it was.
    func tidy(nowNanoseconds now: Int64, isEnding: () -> Bool) throws(SystemError) -> [String] {
        // Removed first: room on a full disk.
        var removed = try removeBeyondRetention(now)
        for name in try folder.names() {
            guard !isEnding() else { return removed }
            guard case .rotated = self.name.kind(of: name), folder.byteCount(of: name) != nil else { continue }
            try compress(name, isEnding)
        }
        removed += try removeBeyondRetention(now)
        return removed
    }

    // MARK: Compression

    /// In an order in which a crash at any point leaves either the original or a complete compressed file.
    private func compress(_ name: String, _ isEnding: () -> Bool) throws(SystemError) {
        let compressed = name + RecordFileName.compressedEnding
        if folder.byteCount(of: compressed) == nil {
            let unfinished = name + RecordFileName.unfinishedEnding
            if folder.byteCount(of: unfinished) != nil { try folder.remove(unfinished) }
            do {
                guard try writeCompressed(name, to: unfinished, isEnding) else { return try folder.remove(unfinished) }
            } catch {
                try? folder.remove(unfinished)
                throw error
            }
            try folder.rename(unfinished, to: compressed)
            try folder.synchronize()
        }
        try folder.remove(name)
    }

    /// - Returns: false when it was interrupted.
    private func writeCompressed(
        _ name: String, to unfinished: String, _ isEnding: () -> Bool
    ) throws(SystemError) -> Bool {
        let source = try FileSource(path: folder.path(of: name))
        let sink = try FileSink(appendingTo: folder.path(of: unfinished))
        guard var compressor = try? GzipCompressor(level: Self.compressionLevel) else {
            throw SystemError(.write, code: SystemError.outOfMemoryCode)
        }
        while true {
            guard !isEnding() else { return false }
            let step = try source.read { piece in
                Result { () throws(SystemError) in
                    try compressor.compress(piece) { (bytes) throws(SystemError) in try sink.write(bytes) }
                    return piece.isEmpty
                }
            }
            if try step.get() { break }
        }
        try compressor.finish { (bytes) throws(SystemError) in try sink.write(bytes) }
        try sink.synchronize()
        return true
    }

    // MARK: Retention

    private func removeBeyondRetention(_ now: Int64) throws(SystemError) -> [String] {
        var removed: [String] = []
        var (files, bytes) = (0, UInt64(0))
        // The newest first: what is beyond a bound is old.
        for name in try folder.names().reversed() {
            guard let time = time(of: name), let count = folder.byteCount(of: name) else { continue }
            (files, bytes) = (files + 1, bytes &+ count)
            guard files > retention.maximumFiles || bytes > retention.maximumBytes || time < oldestTime(now) else {
                continue
            }
            try folder.remove(name)
            removed.append(name)
        }
        return removed
    }

    private func time(of name: String) -> String? {
        switch self.name.kind(of: name) {
        case .rotated(let time), .compressed(let time): time
        case .current, .unfinished, nil: nil
        }
    }

    /// As it stands in names; what is older is not kept.
    private func oldestTime(_ now: Int64) -> String {
        let (age, overflowed) = retention.maximumAgeSeconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflowed, now > age else { return "" }
        return RecordFileName.text(of: Timestamp(nanoseconds: now - age))
    }
}
