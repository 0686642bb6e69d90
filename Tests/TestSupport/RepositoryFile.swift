import Foundation

/// Files of the repository that tests read: tables, policies, documents.
package enum RepositoryFile {
    /// The repository's root, found from where this file was compiled.
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The text of a file; traps when it cannot be read, because a test without its table would test nothing.
    package static func text(_ path: String) -> String {
        guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else {
            fatalError("cannot read \(path)")
        }
        return text
    }
}
