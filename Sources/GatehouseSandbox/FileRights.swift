/// What may be done with the files of a folder, or with one file.
package struct FileRights: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Files are opened for reading, and folders listed.
    package static let read = FileRights(rawValue: 1)
    /// Files are created, written and removed, and get other names in the same folder.
    package static let write = FileRights(rawValue: 2)
    /// Unix sockets are bound and removed.
    package static let sockets = FileRights(rawValue: 4)
}
