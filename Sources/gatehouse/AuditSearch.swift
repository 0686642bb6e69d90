import GatehouseAudit
import GatehouseCrypto
import GatehouseHTTP
import GatehouseTransport

/// Goes through files line by line and finds the records that a filter asks for.
///
/// Most lines are passed over on their raw bytes: by their time, then by a vectorised search for what a match must
/// contain. Only what remains is read as a record.
struct AuditSearch {
    private let filter: RecordFilter
    private let needles: [[UInt8]]
    private var index = RecordIndex()
    /// The beginning of a line whose end is in the next piece.
    private var carry: [UInt8] = []
    private var isSkipping = false
    private var file = ""
    private var fileLines = 0
    private(set) var report = AuditReport()

    /// A longer line is not kept in memory; no record is half as long.
    private static let maximumLineBytes = 1 << 20

    init(_ filter: RecordFilter) {
        self.filter = filter
        needles = filter.needles
    }

    /// Searches a file, which may be compressed.
    mutating func search(_ path: String, found: (RecordIndex, Span<UInt8>) -> Void) {
        begin(path)
        do {
            let source = try FileSource(path: path)
            if path.hasSuffix(RecordFileName.compressedEnding) {
                try searchCompressed(source, found)
            } else {
                while try searchPiece(of: source, found) {}
            }
        } catch let error as GzipError {
            fail(path, "the compressed file is damaged (\(error))", isUnreadable: false)
        } catch {
            fail(path, "\(error)", isUnreadable: true)
        }
        end()
    }

    // MARK: Piece by piece, for files that are followed

    mutating func begin(_ path: String) {
        file = path
        fileLines = 0
        isSkipping = false
        carry.removeAll(keepingCapacity: true)
    }

    /// - Returns: false at the end of the file.
    mutating func searchPiece(
        of source: FileSource, _ found: (RecordIndex, Span<UInt8>) -> Void
    ) throws(SystemError) -> Bool {
        try source.read { piece in
            add(piece, found)
            return !piece.isEmpty
        }
    }

    mutating func end() {
        if !carry.isEmpty || isSkipping { report.unfinishedFiles.append(file) }
        carry.removeAll(keepingCapacity: true)
    }

    mutating func fail(_ path: String, _ text: String, isUnreadable: Bool) {
        report.failures.append(AuditReport.Failure(file: path, text: text, isUnreadable: isUnreadable))
    }

    private mutating func searchCompressed(
        _ source: FileSource, _ found: (RecordIndex, Span<UInt8>) -> Void
    ) throws {
        var expander = try GzipExpander()
        var isAtEnd = false
        while !isAtEnd {
            let step = try source.read { piece in
                isAtEnd = piece.isEmpty
                return Result { () throws(GzipError) in try expander.expand(piece) { add($0, found) } }
            }
            try step.get()
        }
        try expander.finish()
    }

    // MARK: Lines

    private mutating func add(_ piece: Span<UInt8>, _ found: (RecordIndex, Span<UInt8>) -> Void) {
        var start = 0
        while let end = ByteSearch.firstIndex(of: UInt8(ascii: "\n"), in: piece, from: start) {
            let part = piece.extracting(start..<end)
            if carry.isEmpty, !isSkipping { line(part, found) } else { endCarriedLine(part, found) }
            start = end + 1
        }
        keep(piece.extracting(droppingFirst: start))
    }

    private mutating func keep(_ part: Span<UInt8>) {
        guard !part.isEmpty, !isSkipping else { return }
        guard carry.count + part.count <= Self.maximumLineBytes else {
            isSkipping = true
            return carry.removeAll(keepingCapacity: true)
        }
        for index in part.indices { carry.append(part[index]) }
    }

    private mutating func endCarriedLine(_ part: Span<UInt8>, _ found: (RecordIndex, Span<UInt8>) -> Void) {
        keep(part)
        var whole: [UInt8] = []
        swap(&whole, &carry)
        if isSkipping { corrupt() } else { line(whole.span, found) }
        isSkipping = false
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &carry)
    }

    private mutating func line(_ line: Span<UInt8>, _ found: (RecordIndex, Span<UInt8>) -> Void) {
        guard !line.isEmpty else { return }
        report.lines += 1
        fileLines += 1
        guard RecordIndex.looksWhole(line) else { return noteCorrupt() }
        guard filter.coversTime(of: line) else { return }
        for needle in needles where !ByteSearch.contains(needle.span, in: line) { return }
        guard index.read(line) else { return noteCorrupt() }
        if filter.matches(index, line) { found(index, line) }
    }

    private mutating func corrupt() {
        report.lines += 1
        fileLines += 1
        noteCorrupt()
    }

    private mutating func noteCorrupt() {
        report.corruptLines += 1
        if report.firstCorruptLine == nil { report.firstCorruptLine = AuditReport.Place(file: file, line: fileLines) }
    }
}
