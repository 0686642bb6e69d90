/// The rights that Landlock tells apart, by its versions (landlock(7)). Pure.
struct LandlockRights: Hashable, Sendable {
    /// Of files and folders (`LANDLOCK_ACCESS_FS_...`).
    struct Files: OptionSet, Hashable, Sendable {
        let rawValue: UInt64

        static let execute = Files(rawValue: 1 << 0)
        static let writeFile = Files(rawValue: 1 << 1)
        static let readFile = Files(rawValue: 1 << 2)
        static let readFolder = Files(rawValue: 1 << 3)
        static let removeFile = Files(rawValue: 1 << 5)
        static let makeFile = Files(rawValue: 1 << 8)
        static let makeSocket = Files(rawValue: 1 << 9)
        static let refer = Files(rawValue: 1 << 13)
        static let truncate = Files(rawValue: 1 << 14)
        static let deviceControl = Files(rawValue: 1 << 15)

        /// Those of version 1: from executing to making symbolic links.
        static let first = Files(rawValue: (1 << 13) - 1)
        /// Those that mean something for a single file.
        static let ofFile: Files = [.execute, .writeFile, .readFile, .truncate, .deviceControl]
    }

    /// `LANDLOCK_ACCESS_NET_...`
    static let bindPort: UInt64 = 1 << 0
    static let connectPort: UInt64 = 1 << 1
    /// `LANDLOCK_SCOPE_...`
    static let abstractSockets: UInt64 = 1 << 0
    static let signals: UInt64 = 1 << 1

    /// What is denied unless a rule allows it.
    private(set) var files: Files = .first
    private(set) var ports: UInt64 = 0
    private(set) var scopes: UInt64 = 0
    /// Bytes of the structure that the kernel of this version knows.
    private(set) var byteCount = 8

    /// Everything that a version can deny, as far as the rules ask for it.
    init(version: Int, _ rules: SandboxRules) {
        if version >= 2 { files.insert(.refer) }
        if version >= 3 { files.insert(.truncate) }
        if version >= 4 {
            if rules.boundPorts != nil { ports |= Self.bindPort }
            if rules.connectedPorts != nil { ports |= Self.connectPort }
            byteCount = 16
        }
        if version >= 5 { files.insert(.deviceControl) }
        if version >= 6 {
            scopes = Self.signals
            if !rules.needsAbstractSockets { scopes |= Self.abstractSockets }
            byteCount = 24
        }
    }

    /// What a version cannot do.
    static func gaps(ofVersion version: Int) -> Set<SandboxGap> {
        if version < 1 { return [.files, .ports, .truncation, .scopes] }
        var gaps: Set<SandboxGap> = []
        if version < 3 { gaps.insert(.truncation) }
        if version < 4 { gaps.insert(.ports) }
        if version < 6 { gaps.insert(.scopes) }
        return gaps
    }

    /// The kernel's words for ours: only rights that are handled, and for a single file only those that it can have.
    func bits(for rights: FileRights, isFolder: Bool) -> UInt64 {
        var bits: Files = []
        if rights.contains(.read) { bits.formUnion([.readFile, .readFolder]) }
        // Renaming in a folder is making and removing. Nothing is ever cut off.
        if rights.contains(.write) { bits.formUnion([.readFile, .readFolder, .writeFile, .makeFile, .removeFile]) }
        if rights.contains(.sockets) { bits.formUnion([.readFolder, .makeSocket, .removeFile]) }
        bits.formIntersection(files)
        if !isFolder { bits.formIntersection(.ofFile) }
        return bits.rawValue
    }
}
