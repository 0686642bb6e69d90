import Foundation

/// Reads small files whole: configuration, keys, certificates.
enum FileReading {
    /// No configuration, key or certificate is larger.
    static let maximumByteCount = 16 << 20

    /// - Returns: nil when the file cannot be read or is larger than `maximumByteCount`.
    static func bytes(at path: String) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: maximumByteCount + 1),
            data.count <= maximumByteCount
        else { return FileManager.default.fileExists(atPath: path) ? emptyFile(at: path) : nil }
        return [UInt8](data)
    }

    /// `read(upToCount:)` answers nil at the end of a file, which for an empty file is at once.
    private static func emptyFile(at path: String) -> [UInt8]? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int == 0 ? [] : nil
    }

    /// - Returns: nil when the file cannot be read or is not UTF-8.
    static func text(at path: String) -> String? {
        bytes(at: path).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
