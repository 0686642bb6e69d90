import Foundation

/// Reads the files of an item.
package enum MaterialFiles {
    /// No key, chain or revocation list of ours is longer; PEM texts of authorities come closest.
    package static let maximumByteCount = 1 << 20

    /// - Returns: the texts, in the order of the files.
    /// - Throws: for the first file that cannot be read.
    package static func read(_ item: RotationItem) throws(RotationRefusal) -> [String] {
        var texts: [String] = []
        for path in item.files { texts.append(try text(at: path)) }
        return texts
    }

    private static func text(at path: String) throws(RotationRefusal) -> String {
        guard FileManager.default.fileExists(atPath: path) else { throw .fileMissing(path: path) }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .fileUnreadable(path: path) }
        let data: Data?
        do { data = try handle.read(upToCount: maximumByteCount + 1) } catch { throw .fileUnreadable(path: path) }
        // Foundation answers nil at the end of a file, which for an empty one is at once.
        guard let data, !data.isEmpty else { throw .fileEmpty(path: path) }
        guard data.count <= maximumByteCount else { throw .fileTooLarge(path: path) }
        guard let text = String(validating: data, as: UTF8.self) else { throw .fileNotText(path: path) }
        return text
    }
}
