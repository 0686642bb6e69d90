package import GatehouseAudit

/// Where records are written.
package struct TrailSettings: Sendable {
    /// One destination; both trails may share it.
    package enum Destination: Equatable, Sendable {
        case standardOutput
        /// A file that is appended to, and created when missing.
        case file(String)
    }

    package let audit: Destination
    /// Nil: access records are not written.
    package let access: Destination?
    package let recordedFields: RecordedFields
    /// Bytes of records that may wait for the writer; what comes beyond is lost, counted and reported.
    package let queueByteLimit: Int

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
