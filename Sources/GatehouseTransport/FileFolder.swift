internal import Glibc

/// One folder, and what has to be done in it when files are rotated. May be used from any thread.
package struct FileFolder: Sendable {
    package let path: String

    /// - Parameter path: of the folder; it need not exist yet.
    package init(_ path: String) {
        self.path = path
    }

    /// Splits the path of a file.
    ///
    /// - Returns: its folder (`.` for a bare name) and its name in there.
    package static func containing(_ file: String) -> (folder: FileFolder, name: String) {
        guard let slash = file.lastIndex(of: "/") else { return (FileFolder("."), file) }
        let folder = slash == file.startIndex ? "/" : String(file[..<slash])
        return (FileFolder(folder), String(file[file.index(after: slash)...]))
    }

    /// The path of something in the folder.
    package func path(of name: String) -> String {
        path == "/" ? "/\(name)" : "\(path)/\(name)"
    }

    /// The names of everything in the folder, sorted by their bytes.
    package func names() throws(SystemError) -> [String] {
        guard let handle = unsafe opendir(path) else { throw .last(.list) }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        // The entry stays valid until the next call, and its name ends with a NUL within it (readdir(3)).
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Bytes of a file; nil when there is none of that name, or it is no regular file.
    package func byteCount(of name: String) -> UInt64? {
        var status = stat()
        // The system fills in the structure.
        guard unsafe lstat(path(of: name), &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return UInt64(clamping: status.st_size)
    }

    /// Gives a file another name in the same folder, in one step; what had that name is gone.
    package func rename(_ name: String, to other: String) throws(SystemError) {
        guard unsafe Glibc.rename(path(of: name), path(of: other)) == 0 else { throw .last(.rename) }
    }

    /// Removes a file.
    package func remove(_ name: String) throws(SystemError) {
        guard unsafe unlink(path(of: name)) == 0 else { throw .last(.remove) }
    }

    /// Returns once new names and removals in the folder would outlive a crash of the machine.
    package func synchronize() throws(SystemError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(.open) }
        defer { close(descriptor) }
        guard fsync(descriptor) != 0, errno != EINVAL, errno != EROFS else { return }
        throw .last(.synchronize)
    }
}
