import GatehouseCertificates
import GatehouseConfiguration
import GatehouseSandbox
import GatehouseTransport

/// What a gateway with a configuration still has to reach while it serves: the rules of its sandbox, from the
/// configuration and from where its paths lead now. Opens nothing.
struct SandboxPlan {
    /// What a policy does not say: how the process was started.
    struct Circumstances {
        var policyFile: String
        var processFile: String?
        /// The value of `NOTIFY_SOCKET`.
        var notifySocket: String?
        /// What each new snapshot takes its budget of memory from (`MemoryBudget.limitFiles`).
        var memoryFiles: [String] = []
        /// Where relative paths begin.
        var workingFolder = "/"
    }

    let circumstances: Circumstances

    /// Beside the policy: what the metrics and the times of the log are taken from.
    private static let always = ["/proc/self", "/proc/stat", "/etc/localtime", "/usr/share/zoneinfo"]
    /// What looking up a name reads. Where these are links, as under systemd-resolved, what they lead to is found.
    private static let resolution = [
        "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services",
        "/etc/protocols",
    ]
    /// The name service answers over TCP when an answer is long.
    private static let namesPort: UInt16 = 53

    /// Folders that hold what belongs to many: whoever keeps a file of ours right in one of them opens all of it.
    private static let shared: Set<String> = [
        "/", "/etc", "/home", "/opt", "/root", "/run", "/srv", "/tmp", "/usr", "/var", "/var/lib", "/var/log",
        "/var/run",
    ]

    /// The folders of the rules that are wider than they should be, sorted.
    static func sharedFolders(in rules: SandboxRules) -> [String] {
        rules.places.keys.filter { shared.contains($0) }.sorted()
    }

    /// The rules for a configuration.
    func rules(for document: ConfigurationDocument) -> SandboxRules {
        var rules = SandboxRules()
        for path in Self.always + circumstances.memoryFiles { rules.allow(.read, at: path) }
        for path in [circumstances.policyFile] + document.rotationItems.flatMap(\.files) { allowReading(path, &rules) }
        for folder in document.sandbox.folders { rules.allow(.read, at: absolute(folder)) }
        allowNames(document, &rules)
        if let file = circumstances.processFile { rules.allow(.write, at: folder(of: file)) }
        allowRecords(document.audit, &rules)
        if case .socket(let path)? = document.admin?.listen {
            rules.allow(.sockets, at: folder(of: path))
        }
        rules.boundPorts = boundPorts(document)
        rules.connectedPorts?.formUnion(document.sandbox.ports.map { UInt16(clamping: $0) })
        rules.connectedPorts?.formUnion(document.upstreams.flatMap { $0.addresses.map(\.port) })
        rules.needsAbstractSockets = circumstances.notifySocket?.hasPrefix("@") ?? false
        return rules
    }

    /// A file may be replaced by another, and a link turned: the folders count, not what lies there now.
    private func allowReading(_ path: String, _ rules: inout SandboxRules) {
        for folder in PathTrail(of: path).directories { rules.allow(.read, at: absolute(folder)) }
    }

    /// The folder in which a file lies, or in which it will.
    private func folder(of path: String) -> String { absolute(PathTrail(of: path).lastDirectory) }

    /// One spelling for each place, so that rules can be compared. The trail of a path has passed every link by the time that
    /// it comes to `..`, so the step before is the one to go back from.
    private func absolute(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : circumstances.workingFolder + "/" + path
        var steps: [Substring] = []
        for step in whole.split(separator: "/") where step != "." {
            if step == ".." { _ = steps.popLast() } else { steps.append(step) }
        }
        return "/" + steps.joined(separator: "/")
    }

    private func allowNames(_ document: ConfigurationDocument, _ rules: inout SandboxRules) {
        guard document.upstreams.contains(where: { $0.addresses.contains { !$0.isNumeric } }) else { return }
        for path in Self.resolution {
            rules.allow(.read, at: path)
            let folder = folder(of: path)
            // All of /etc is more than is needed: most of it is for others.
            if folder != "/etc" { rules.allow(.read, at: folder) }
        }
        rules.connectedPorts?.insert(Self.namesPort)
    }

    private func allowRecords(_ audit: AuditSettings, _ rules: inout SandboxRules) {
        for case .file(let path)? in [audit.records, audit.access] {
            rules.allow(.write, at: folder(of: path))
        }
    }

    /// Nil when the system chooses a port: the workers that come after the first bind the one that was chosen.
    private func boundPorts(_ document: ConfigurationDocument) -> Set<UInt16>? {
        var ports = Set(document.listeners.map(\.address.port))
        if case .address(let address)? = document.admin?.listen { ports.insert(address.port) }
        if let health = document.health { ports.insert(health.address.port) }
        return ports.contains(0) ? nil : ports
    }

    /// What a new policy needs that the sandbox of the present one has closed off, for people; nil when it needs nothing.
    func obstacle(to next: ConfigurationDocument, inside present: SandboxRules) -> String? {
        present.shortfall(for: rules(for: next)).map {
            "\($0) by the sandbox that was entered at start; restart to change it"
        }
    }
}
