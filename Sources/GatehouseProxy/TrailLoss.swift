import GatehouseAudit

/// Records that could not be written.
struct TrailLoss: Equatable, Sendable {
    var records = 0
    /// Rejections that these records told about: one each, or as many as were counted together.
    var rejections = 0

    /// What is in a block of whole lines.
    init(of lines: Span<UInt8>) {
        var start = 0
        var index = RecordIndex()
        for end in lines.indices where lines[end] == UInt8(ascii: "\n") {
            records += 1
            if index.read(lines.extracting(start..<end)) {
                rejections += index.rejectionCount(in: lines.extracting(start..<end))
            }
            start = end + 1
        }
    }

    init(records: Int = 0, rejections: Int = 0) {
        self.records = records
        self.rejections = rejections
    }
}
