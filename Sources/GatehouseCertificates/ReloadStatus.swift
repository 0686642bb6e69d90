/// What has become of the attempts to reload the policy: for logs, the status file and metrics. A value.
package struct ReloadStatus: Equatable, Sendable {
    /// How the last attempt ended.
    package enum Outcome: Equatable, Sendable {
        /// Nothing was attempted since start.
        case started
        case reloaded
        /// The old policy serves on.
        case refused(detail: String)
    }

    package private(set) var outcome = Outcome.started
    package private(set) var successCount: UInt64 = 0
    package private(set) var refusalCount: UInt64 = 0
    /// Attempts that an operator asked for (SIGHUP): lets `gatehouse reload` recognise its own.
    package private(set) var requestCount: UInt64 = 0
    /// Of the policy that serves: SHA-256 of its file in hexadecimal.
    package private(set) var policyDigest: String
    /// When the policy that serves was read, in seconds since 1970.
    package private(set) var loadedSeconds: Int64

    package init(policyDigest: String, nowSeconds: Int64) {
        self.policyDigest = policyDigest
        loadedSeconds = nowSeconds
    }

    /// The policy was read again and serves.
    package mutating func reloaded(policyDigest: String, nowSeconds: Int64) {
        outcome = .reloaded
        successCount += 1
        self.policyDigest = policyDigest
        loadedSeconds = nowSeconds
    }

    /// The policy could not be used; the old one serves on.
    package mutating func refused(detail: String) {
        outcome = .refused(detail: detail)
        refusalCount += 1
    }

    /// An attempt that an operator asked for has ended, one way or the other.
    package mutating func requestAnswered() {
        requestCount += 1
    }
}
