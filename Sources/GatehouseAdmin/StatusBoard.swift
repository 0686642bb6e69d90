package import GatehouseAudit
import Synchronization

/// What changes while the gateway runs and is not counted by workers: who changes it writes it here, the pages read it.
package final class StatusBoard: Sendable {
    /// Values only, so that a reader sees one moment.
    package struct Contents: Sendable {
        /// In the order of the configuration.
        package var certificates: [CertificateStatus] = []
        /// Everything that rotates, in the same order.
        package var rotations: [MetricFacts.Rotation] = []
        package var reloads = MetricFacts.Reloads()
        /// Of the configuration in force, hexadecimal.
        package var policyDigest = ""
    }

    private let contents: Mutex<Contents>

    package init() {
        contents = Mutex(Contents())
    }

    /// As it stands now.
    package var current: Contents { contents.withLock { $0 } }

    /// Changes it, for all readers at once.
    package func update(_ change: (inout sending Contents) -> Void) {
        contents.withLock { change(&$0) }
    }
}
