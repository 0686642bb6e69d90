import Foundation
import GatehouseConfiguration
import GatehouseSandbox
import Testing

@testable import gatehouse

/// What a configuration keeps open.
@Suite final class SandboxPlanTests {
    private let root: String

    init() throws {
        root =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            + "/gatehouse-plan-\(UUID().uuidString)"
        for folder in ["etc/live", "etc/archive", "log", "run"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        try Data("chain".utf8).write(to: URL(filePath: "\(root)/etc/archive/chain1.pem"))
        try FileManager.default.createSymbolicLink(
            atPath: "\(root)/etc/live/chain.pem", withDestinationPath: "../archive/chain1.pem")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    private func document(
        upstream: String = "address: \"127.0.0.1:8080\"", port: UInt16 = 8443, more: String = ""
    ) throws -> ConfigurationDocument {
        let text = """
            version: 1
            listeners:
              - {name: https, address: "127.0.0.1:\(port)", tls: {certificates: [edge]}}
            certificates:
              - {name: edge, chain: \(root)/etc/live/chain.pem, key: key.pem}
            upstreams:
              - {name: connector, \(upstream), protocol: h2c}
            routes:
              - {id: all, hosts: ["*"], path: /**, methods: [GET], exposure: public, require: none, upstream: connector}
            \(more)

            """
        return try ConfigurationDocument(reading: Array(text.utf8), file: "\(root)/policies/policy.yaml")
    }

    private func plan(processFile: String? = nil, notifySocket: String? = nil) -> SandboxPlan {
        SandboxPlan(
            circumstances: SandboxPlan.Circumstances(
                policyFile: "\(root)/policies/policy.yaml", processFile: processFile, notifySocket: notifySocket))
    }

    /// Paths below the root alone.
    private func places(_ rules: SandboxRules) -> [String: FileRights] {
        var found: [String: FileRights] = [:]
        for (path, rights) in rules.places where path.hasPrefix(root) {
            found[String(path.dropFirst(root.count))] = rights
        }
        return found
    }

    @Test func foldersOnTheWayToAFileAreRead() throws {
        let rules = plan().rules(for: try document())
        // The folder of the policy is not there (yet): where it will appear counts.
        #expect(places(rules) == ["": .read, "/etc/live": .read, "/etc/archive": .read])
        #expect(rules.places["/etc/resolv.conf"] == nil)
        #expect(rules.boundPorts == [8443])
        #expect(rules.connectedPorts == [8080])
        #expect(!rules.needsAbstractSockets)
    }

    @Test func relativePathsBeginWhereTheProcessDoes() throws {
        let circumstances = SandboxPlan.Circumstances(policyFile: "policy.yaml", workingFolder: root)
        let rules = SandboxPlan(circumstances: circumstances).rules(for: try document())
        #expect(places(rules)[""] == .read)
        #expect(!rules.places.keys.contains { !$0.hasPrefix("/") || $0.contains("..") })
    }

    /// A budget that is looked up again with each reload must not grow because its file is out of reach.
    @Test func theLimitOfMemoryStaysInSight() throws {
        var circumstances = SandboxPlan.Circumstances(policyFile: "\(root)/policies/policy.yaml")
        circumstances.memoryFiles = MemoryBudget.limitFiles(cgroup: "0::/a/b\n")
        let rules = SandboxPlan(circumstances: circumstances).rules(for: try document())
        #expect(rules.places["/sys/fs/cgroup/a/b/memory.max"] == .read)
        #expect(rules.places["/sys/fs/cgroup/memory.max"] == .read)
    }

    @Test func recordsAndTheProcessFileAreWritten() throws {
        let more = "audit: {records: \(root)/log/audit.jsonl, access: \(root)/log/access.jsonl}"
        let rules = plan(processFile: "\(root)/run/gatehouse.pid").rules(for: try document(more: more))
        #expect(places(rules)["/log"] == .write)
        #expect(places(rules)["/run"] == .write)
    }

    @Test func theAdminSocketIsBoundAndAnAddressIsAPort() throws {
        let socket = plan().rules(for: try document(more: "admin: {listen: \(root)/run/admin.sock}"))
        #expect(places(socket)["/run"] == .sockets)
        let more = "admin: {listen: \"127.0.0.1:9901\"}\nhealth: {address: \"0.0.0.0:8081\"}"
        #expect(plan().rules(for: try document(more: more)).boundPorts == [8443, 9901, 8081])
    }

    @Test func aPortOfTheSystemsChoiceOpensAll() throws {
        #expect(plan().rules(for: try document(port: 0)).boundPorts == nil)
    }

    @Test func namesNeedTheResolver() throws {
        let rules = plan().rules(for: try document(upstream: "address: \"connector.internal:8443\""))
        #expect(rules.places["/etc/resolv.conf"] == .read)
        #expect(rules.places["/etc"] == nil)
        #expect(rules.connectedPorts == [8443, 53])
    }

    @Test func moreFoldersCanBeNamed() throws {
        let rules = plan().rules(for: try document(more: "sandbox: {folders: [/srv/certificates, more]}"))
        #expect(rules.places["/srv/certificates"] == .read)
        #expect(places(rules)["/policies/more"] == .read)
        #expect(plan().rules(for: try document(more: "sandbox: {ports: [9, 10]}")).connectedPorts == [8080, 9, 10])
    }

    @Test func aServiceManagerInTheAbstractNamespaceIsReached() throws {
        #expect(plan(notifySocket: "@manager").rules(for: try document()).needsAbstractSockets)
        #expect(!plan(notifySocket: "/run/systemd/notify").rules(for: try document()).needsAbstractSockets)
    }

    @Test func aLaterPolicyIsMeasuredByTheFirst() throws {
        let present = plan().rules(for: try document())
        #expect(plan().obstacle(to: try document(), inside: present) == nil)
        let port = plan().obstacle(to: try document(upstream: "address: \"127.0.0.1:9\""), inside: present)
        #expect(
            port
                == "connections to port 9 are closed off by the sandbox that was entered at start; restart to change it"
        )
        let name = plan().obstacle(to: try document(upstream: "address: \"connector:8080\""), inside: present)
        #expect(name?.contains("/etc/") == true)
    }

    @Test func foldersOfEverybodyAreNoticed() throws {
        var rules = SandboxRules()
        for path in ["/etc", "/etc/gatehouse", "/tmp", "/proc/self"] { rules.allow(.read, at: path) }
        #expect(SandboxPlan.sharedFolders(in: rules) == ["/etc", "/tmp"])
    }
}
