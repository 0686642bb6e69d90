import Foundation
import GatehouseCertificates

/// The file with the number of the process (`run --pid-file`), and beside it `FILE.status`, which tells how reloads have
/// ended. Both are replaced as a whole, so that no reader sees half of one.
struct ProcessFile {
    /// Why it cannot be written, for people.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let path: String

    /// Where the status stands for a process file at `path`.
    static func statusPath(for path: String) -> String { path + ".status" }

    /// Writes the number of this process.
    func writeNumber() throws(Failure) {
        try write("\(ProcessInfo.processInfo.processIdentifier)\n", to: path)
    }

    func write(_ report: ReloadReport) throws(Failure) {
        try write(report.text, to: Self.statusPath(for: path))
    }

    /// At the end of the process.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        try? FileManager.default.removeItem(atPath: Self.statusPath(for: path))
    }

    private func write(_ text: String, to path: String) throws(Failure) {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure(description: "\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
