import GatehouseAudit
import GatehouseHTTP
import GatehouseTransport

/// Answers on their way to standard output, in large writes.
final class AuditOutput {
    private let format: AuditFormat
    private let sink = FileSink()
    private var waiting = ByteQueue()
    /// False once the reader has gone; there is nobody to write to then.
    private(set) var isOpen = true

    private static let byteCountPerWrite = 65_536

    init(_ format: AuditFormat) {
        self.format = format
        if format == .csv { RecordText.appendHeader(to: &waiting) }
    }

    /// Writes a record in the format that was asked for.
    func write(_ index: RecordIndex, _ line: Span<UInt8>) {
        switch format {
        case .text: RecordText.append(index, line, to: &waiting)
        case .csv: RecordText.appendRow(index, line, to: &waiting)
        case .json:
            waiting.append(line)
            waiting.append(UInt8(ascii: "\n"))
        }
        if waiting.count >= Self.byteCountPerWrite { flush() }
    }

    /// Writes what waits.
    func flush() {
        do {
            try waiting.withSpan { (bytes) throws(SystemError) in try sink.write(bytes) }
        } catch {
            isOpen = false
        }
        waiting.removeAll()
    }
}
