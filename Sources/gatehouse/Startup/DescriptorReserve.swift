import GatehouseConfiguration
import GatehouseTransport

/// Descriptors that clients do not get: they are for connections to connectors, record files and administrators, so that
/// a flood of clients cannot take away what serves them.
struct DescriptorReserve {
    /// Listeners, loops, files, the admin listener's connections, and some to spare.
    private static let ownCount: UInt64 = 128

    private let wanted: UInt64

    init(for document: ConfigurationDocument) {
        let workers: UInt64 =
            switch document.workers {
            case .automatic: UInt64(clamping: CPU.onlineCount)
            case .count(let count): UInt64(clamping: count)
            }
        // Twice: public and private routes have connections of their own.
        let connections = document.upstreams.map { UInt64(clamping: $0.connections * $0.addresses.count * 2) }.reduce(
            0, +)
        wanted = Self.ownCount + workers * (connections + UInt64(clamping: document.listeners.count))
    }

    /// The number of the first descriptor that no client gets. At least half of all are for clients.
    func ceiling(of limit: UInt64) -> Int32 {
        Int32(clamping: limit - min(wanted, limit / 2))
    }
}
