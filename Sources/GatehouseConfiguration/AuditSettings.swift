/// Where audit and access records go, and what becomes of the files.
package struct AuditSettings: Hashable, Sendable {
    /// One record per rejection and failed signature. Cannot be turned off.
    package let records: Destination
    /// One record per exchange; nil writes none.
    package let access: Destination?
    /// The most bytes of records of each kind that wait for the writer.
    package let queue: ByteCount
    /// When a file is set aside; nil leaves that to somebody else.
    package let rotation: Rotation?
    /// How much of each kind is kept beside the file that is written to.
    package let retention: Retention
    /// When records are forced to the disk.
    package let synchronization: Synchronization
    /// What happens to requests while audit records cannot be written.
    package let onFailure: FailurePolicy
    /// When rejections are counted together.
    package let flood: Flood

    /// What is not named is as in a file that does not name it.
    init(
        records: Destination, access: Destination?, queue: ByteCount, rotation: Rotation? = .standard,
        retention: Retention = .standard, synchronization: Synchronization = .standard,
        onFailure: FailurePolicy = .proceed, flood: Flood = .standard
    ) {
        self.records = records
        self.access = access
        self.queue = queue
        self.rotation = rotation
        self.retention = retention
        self.synchronization = synchronization
        self.onFailure = onFailure
        self.flood = flood
    }

    /// Where the lines of one kind go.
    package enum Destination: Hashable, Sendable {
        case standardOutput
        /// Appended to. Relative paths are already joined to the folder of the configuration file.
        case file(path: String)
    }

    /// The size and the age at which a file is set aside.
    package struct Rotation: Hashable, Sendable {
        package let size: ByteCount
        package let age: Duration

        /// A file that can still be looked at with an editor, and never more than a day of it.
        static let standard = Rotation(size: .mebibytes(64), age: .seconds(86_400))
    }

    /// What is beyond any of these bounds is removed, oldest first.
    package struct Retention: Hashable, Sendable {
        package let files: Int
        package let size: ByteCount
        package let age: Duration

        /// 90 days, and what a small disk holds beside everything else.
        static let standard = Retention(files: 1000, size: .gibibytes(8), age: .seconds(7_776_000))
    }

    /// When fsync is called.
    package enum Synchronization: Hashable, Sendable {
        case never
        case interval(Duration)
        case each

        /// What a crash of the machine costs is what no operator notices missing.
        static let standard = Synchronization.interval(.seconds(1))
    }

    /// What goes first, service or evidence.
    package enum FailurePolicy: Hashable, Sendable {
        /// Requests go on, lost records are counted.
        case proceed
        /// Requests are refused with `audit_unavailable`.
        case refuse
    }

    /// How many rejections of one kind and client network are written in full in each window.
    package struct Flood: Hashable, Sendable {
        package let full: Int
        package let window: Duration

        /// More than anybody reads.
        /// A hundred a second of one kind from one network are still told one by one: no honest client, and no scan that
        /// wants to stay unseen, is ever only counted.
        static let standard = Flood(full: 1000, window: .seconds(10))
    }
}
