import GatehouseAudit
import GatehouseConfiguration
import GatehouseProxy

extension TrailSettings {
    init(_ settings: AuditSettings) {
        self.init(
            audit: Destination(settings.records), access: settings.access.map { Destination($0) },
            queueByteLimit: Int(clamping: settings.queue.bytes))
        rotation = settings.rotation.map {
            Rotation(maximumBytes: $0.size.bytes, maximumAgeSeconds: $0.age.components.seconds)
        }
        retention = Retention(
            maximumFiles: settings.retention.files, maximumBytes: settings.retention.size.bytes,
            maximumAgeSeconds: settings.retention.age.components.seconds)
        synchronization = Synchronization(settings.synchronization)
        switch settings.onFailure {
        case .proceed: onFailure = .proceed
        case .refuse: onFailure = .refuse
        }
        flood = FloodSettings(
            fullRecords: settings.flood.full, windowNanoseconds: Int64(settings.flood.window.nanoseconds))
    }
}

extension TrailSettings.Synchronization {
    fileprivate init(_ settings: AuditSettings.Synchronization) {
        switch settings {
        case .never: self = .never
        case .interval(let interval): self = .interval(nanoseconds: interval.nanoseconds)
        case .each: self = .each
        }
    }
}

extension TrailSettings.Destination {
    fileprivate init(_ destination: AuditSettings.Destination) {
        switch destination {
        case .standardOutput: self = .standardOutput
        case .file(let path): self = .file(path)
        }
    }
}

extension Duration {
    /// Of a bounded, positive duration out of the configuration.
    fileprivate var nanoseconds: UInt64 {
        UInt64(clamping: components.seconds) * 1_000_000_000
            + UInt64(clamping: components.attoseconds / 1_000_000_000)
    }
}
