package import GatehouseAudit

/// Where records are written, and what becomes of the files.
package struct TrailSettings: Sendable {
    /// One destination; both trails may share it.
    package enum Destination: Equatable, Sendable {
        case standardOutput
        /// A file that is appended to, and created when missing.
        case file(String)
    }

    /// When a file is set aside and a new one begun.
    package struct Rotation: Equatable, Sendable {
        package let maximumBytes: UInt64
        /// From the first record of the file.
        package let maximumAgeSeconds: Int64

        package init(maximumBytes: UInt64, maximumAgeSeconds: Int64) {
            self.maximumBytes = maximumBytes
            self.maximumAgeSeconds = maximumAgeSeconds
        }
    }

    /// How much of each trail is kept beside the file that is written to; what is beyond any bound goes, oldest first.
    package struct Retention: Equatable, Sendable {
        package let maximumFiles: Int
        package let maximumBytes: UInt64
        package let maximumAgeSeconds: Int64

        package init(maximumFiles: Int, maximumBytes: UInt64, maximumAgeSeconds: Int64) {
            self.maximumFiles = maximumFiles
            self.maximumBytes = maximumBytes
            self.maximumAgeSeconds = maximumAgeSeconds
        }
    }

    /// When records are forced to the disk.
    package enum Synchronization: Equatable, Sendable {
        /// When the system likes; a crash of the machine costs what it had not written.
        case never
        /// At most this long after they were written.
        case interval(nanoseconds: UInt64)
        /// Whatever has come, before more is written.
        case each
    }

    /// What happens to requests while audit records cannot be written.
    package enum FailurePolicy: Equatable, Sendable {
        /// They go on; lost records are counted.
        case proceed
        /// New ones are refused with `audit_unavailable`.
        case refuse
    }

    package let audit: Destination
    /// Nil: access records are not written.
    package let access: Destination?
    package var recordedFields = RecordedFields.none
    /// Bytes of each trail that may wait for the writer; what comes beyond is lost, counted and reported.
    package var queueByteLimit = 8 << 20
    /// Nil: files grow until somebody else moves them away and has them reopened.
    package var rotation: Rotation?
    package var retention = Retention(maximumFiles: .max, maximumBytes: .max, maximumAgeSeconds: .max)
    package var synchronization = Synchronization.never
    package var onFailure = FailurePolicy.proceed
    package var flood = FloodSettings.standard

    package init(
        audit: Destination, access: Destination?, recordedFields: RecordedFields = .none,
        queueByteLimit: Int = 8 << 20
    ) {
        self.audit = audit
        self.access = access
        self.recordedFields = recordedFields
        self.queueByteLimit = queueByteLimit
    }
}
