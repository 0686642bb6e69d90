import Foundation
import GatehouseAudit
import GatehouseTransport

/// Reads a file that grows, and goes on with the next one when it is set aside.
struct AuditFollower {
    let path: String
    private var source: FileSource?

    /// Short enough for eyes, long enough to cost nothing.
    private static let pauseSeconds = 0.2

    init(path: String) {
        self.path = path
    }

    /// Runs until `idle`, which is called whenever everything so far is read, says that it is enough.
    mutating func follow(
        _ search: inout AuditSearch, idle: () -> Bool, found: (RecordIndex, Span<UInt8>) -> Void
    ) {
        search.begin(path)
        while true {
            // Asked before reading: what was written to the old file until it was set aside is read to its end.
            let isSetAside = source.map { $0.identity != FileSource.identity(ofFileAt: path) } ?? true
            do {
                while let source, try search.searchPiece(of: source, found) {}
            } catch {
                return search.fail(path, "\(error)", isUnreadable: true)
            }
            guard idle() else { return }
            if isSetAside, let next = try? FileSource(path: path) {
                if source != nil { search.end() }
                source = next
                search.begin(path)
            } else {
                Thread.sleep(forTimeInterval: Self.pauseSeconds)
            }
        }
    }
}
