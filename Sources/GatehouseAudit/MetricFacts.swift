/// What a page of metrics tells besides the numbers of the workers: handed in by who knows it.
package struct MetricFacts: Sendable {
    /// A pair in use.
    package struct Certificate: Sendable, Equatable {
        /// From the configuration.
        package let name: String
        package let notAfterSeconds: Int64
        /// 1 for the one that the process started with.
        package let generation: UInt64

        package init(name: String, notAfterSeconds: Int64, generation: UInt64) {
            self.name = name
            self.notAfterSeconds = notAfterSeconds
            self.generation = generation
        }
    }

    /// What has come of new files for a certificate or key, since the start or since the policy that names it.
    package struct Rotation: Sendable, Equatable {
        /// What it is, in a stable word.
        package let kind: String
        /// From the configuration.
        package let name: String
        package let activationCount: UInt64
        package let refusalCount: UInt64

        package init(kind: String, name: String, activationCount: UInt64, refusalCount: UInt64) {
            self.kind = kind
            self.name = name
            self.activationCount = activationCount
            self.refusalCount = refusalCount
        }
    }

    /// The way of records to the disk.
    package struct Records: Sendable, Equatable {
        package var queuedBytes = 0
        package var queueLimitBytes = 0
        package var lostCount = 0

        package init() {}
    }

    /// Reloads of the configuration since the start.
    package struct Reloads: Sendable, Equatable {
        package var successCount: UInt64 = 0
        package var failureCount: UInt64 = 0
        /// When the configuration in force was loaded.
        package var lastSuccessSeconds: Int64 = 0

        package init() {}
    }

    /// The process, as the system sees it.
    package struct Process: Sendable, Equatable {
        package var residentBytes: UInt64 = 0
        package var allocatedBytes: UInt64 = 0
        /// 0: there is none.
        package var memoryBudgetBytes: UInt64 = 0
        package var processorSeconds = 0.0
        package var openDescriptors: UInt64 = 0
        package var descriptorLimit: UInt64 = 0
        package var startSeconds: Int64 = 0

        package init() {}
    }

    package var version = ""
    /// Hexadecimal.
    package var policyDigest = ""
    package var isReady = false
    package var isDraining = false
    package var workerCount = 0
    package var silentWorkerCount = 0
    package var certificates: [Certificate] = []
    package var rotations: [Rotation] = []
    package var records = Records()
    package var reloads = Reloads()
    package var process = Process()

    package init() {}
}
