package import Foundation

/// Files of this repository that targets need.
package enum Repository {
    /// Where it is, by the place of this file in it.
    package static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The content of a file; nil when it cannot be read.
    package static func bytes(of path: String) -> [UInt8]? {
        (try? Data(contentsOf: folder.appending(path: path))).map(Array.init)
    }
}
