import Foundation

/// The folder in which a demo keeps its records.
enum RecordsFolder {
    /// Takes it away again, with what is in it.
    static func remove(_ path: String) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            // What is left lies in the system's temporary folder.
        }
    }
}
