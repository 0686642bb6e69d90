internal import Glibc

/// The directories in which something has to happen for a path to lead to another file: those that hold one of the
/// symbolic links on the way, and the one that holds the file itself.
///
/// Kubernetes mounts `tls.crt -> ..data/tls.crt` and turns `..data`; certbot turns `live/NAME/fullchain.pem`. Both are a
/// new entry in a directory that a watch on the file alone would never see.
package struct PathTrail {
    /// The names to look out for, by directory.
    private(set) var names: [String: Set<String>] = [:]

    /// The directory that holds the file itself, or the first step that is missing.
    package private(set) var lastDirectory = "."

    /// Every directory in which something has to happen, sorted.
    package var directories: [String] { names.keys.sorted() }

    /// As many links as the system itself follows (path_resolution(7)); a loop ends here.
    private static let maximumLinks = 40

    package init(of path: String) {
        var pending = Self.components(path)[...]
        var directory = path.hasPrefix("/") ? "/" : "."
        var links = 0
        while let name = pending.popFirst() {
            let entry = Self.joined(directory, name)
            if let target = Self.linkTarget(entry) {
                names[directory, default: []].insert(name)
                links += 1
                guard links <= Self.maximumLinks else { return }
                if target.hasPrefix("/") { directory = "/" }
                pending = (Self.components(target) + pending)[...]
            } else if pending.isEmpty || !Self.exists(entry) {
                lastDirectory = directory
                // The file, or the first step that is missing: its directory is where it will appear.
                names[directory, default: []].insert(name)
                return
            } else {
                directory = entry
            }
        }
    }

    private static func components(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.map(String.init)
    }

    private static func joined(_ directory: String, _ name: String) -> String {
        directory == "/" ? "/\(name)" : "\(directory)/\(name)"
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        // The system writes one `stat`.
        return unsafe lstat(path, &status) == 0
    }

    /// - Returns: nil when the path is no symbolic link.
    private static func linkTarget(_ path: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        // The system writes at most as many bytes as the array has.
        let count = unsafe bytes.withUnsafeMutableBytes { room -> Int in
            guard let start = unsafe room.baseAddress?.assumingMemoryBound(to: CChar.self) else { return -1 }
            return unsafe readlink(path, start, room.count)
        }
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
