import Foundation
import GatehouseCertificates
import GatehouseTransport
import Testing

@testable import gatehouse

/// The real gateway inside its sandbox.
@Suite(.serialized) struct SandboxTests {
    private func status(_ gateway: RunningGateway) throws -> [Substring] {
        let number = gateway.text("gateway.pid").trimmingCharacters(in: .whitespacesAndNewlines)
        var lines: [Substring] = []
        let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(number)/task")
        try #require(tasks.count >= 4)
        for task in tasks {
            let text = try String(contentsOfFile: "/proc/\(number)/task/\(task)/status", encoding: .utf8)
            lines += text.split(separator: "\n").filter {
                $0.hasPrefix("NoNewPrivs:") || $0.hasPrefix("Seccomp:")
            }
        }
        return lines
    }

    @Test func everyThreadIsInside() throws {
        let gateway = try RunningGateway()
        #expect(Set(try status(gateway)) == ["NoNewPrivs:\t1", "Seccomp:\t2"])
        #expect(gateway.text("log").contains("sandbox_entered in_force=\"landlock"))
        #expect(gateway.wait(milliseconds: 5000) { gateway.records("gateway_started").count == 1 })
        #expect(gateway.records("gateway_started").first?.contains("seccomp; keys in ") == true)
    }

    @Test func itCanBeLeftOut() throws {
        let gateway = try RunningGateway(more: "sandbox: {mode: none}\n")
        #expect(Set(try status(gateway)) == ["NoNewPrivs:\t0", "Seccomp:\t0"])
        #expect(!gateway.text("log").contains("sandbox_entered"))
    }

    @Test func itCanBeRequired() throws {
        let gateway = try RunningGateway(more: "sandbox: {mode: required}\n")
        #expect(try gateway.client().send(TourRequest(target: "/actuator/health")).status == 200)
        #expect(Set(try status(gateway)) == ["NoNewPrivs:\t1", "Seccomp:\t2"])
    }

    /// Rotation by rename, a folder that goes and comes back, reload, a name that is looked up again, and the end.
    @Test func everythingAGatewayDoesWorksInside() throws {
        let gateway = try RunningGateway(
            upstream: ", resolve: 1s", host: "localhost",
            more: "sandbox: {mode: required}\nadmin: {listen: ./admin.sock}\n")
        #expect(try gateway.client().send(TourRequest(target: "/actuator/health")).status == 200)

        let other = try DevelopmentAuthority(
            validSeconds: (RunningGateway.now - 60)...(RunningGateway.now + 90 * 86_400))
        let pair = try gateway.pair(from: other)
        try gateway.write("chain.new", pair.certificatePEM)
        try gateway.write("key.new", pair.privateKeyPEM)
        for name in ["chain", "key"] {
            #expect(unsafe rename(gateway.path("\(name).new"), gateway.path("\(name).pem")) == 0)
        }
        let client = try gateway.client(trusting: other)
        #expect(gateway.wait(milliseconds: 10_000) { (try? client.send(TourRequest())) != nil })

        try gateway.write(
            "policy.yaml", gateway.policy(methods: "GET", upstream: ", resolve: 1s", host: "localhost"))
        #expect(try gateway.reload().status == 0)
        #expect(gateway.records("policy_loaded").count >= 2)
        let status = try gateway.run(["status", "--admin", gateway.path("admin.sock")])
        #expect(status.output.contains("sandbox: landlock"), "\(status.output)")
        #expect(try gateway.end() == 0)
        #expect(gateway.records("gateway_stopped").count == 1)
        #expect(!FileManager.default.fileExists(atPath: gateway.path("admin.sock")))
        #expect(!FileManager.default.fileExists(atPath: gateway.path("gateway.pid")))
    }

    @Test func aPolicyThatNeedsMoreNeedsARestart() throws {
        let gateway = try RunningGateway()
        let elsewhere = FileManager.default.temporaryDirectory.appending(path: "gatehouse-else-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: elsewhere) }
        for name in ["chain.pem", "key.pem"] {
            try FileManager.default.copyItem(
                atPath: gateway.path(name), toPath: elsewhere.appending(path: name).path)
        }
        let text = gateway.policy().replacing("chain: chain.pem", with: "chain: \(elsewhere.path)/chain.pem")
        try gateway.write("policy.yaml", text)
        let answer = try gateway.reload()
        #expect(answer.status == 1)
        #expect(answer.output.contains("`\(elsewhere.path)`"), "\(answer.output)")
        #expect(answer.output.contains("restart"), "\(answer.output)")
        try gateway.write("policy.yaml", gateway.policy().replacing("h2c", with: "h2c, deadlines: {connect: 1s}"))
        #expect(try gateway.reload().status == 0)
    }

    /// What an earlier run has left is set aside with the first record, and compressed.
    @Test func recordsAreSetAsideAndCompressed() throws {
        let line = String(repeating: "x", count: 1023) + "\n"
        let gateway = try RunningGateway(
            audit: "{records: audit.jsonl, access: none, rotate: {size: 1MiB, age: 24h}}",
            files: ["audit.jsonl": String(repeating: line, count: 1024)])
        func names() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: gateway.folder.path)) ?? [] }
        #expect(gateway.wait(milliseconds: 20_000) { names().contains { $0.hasSuffix(".gz") } }, "\(names())")
        #expect(gateway.records("gateway_started").count == 1)
        #expect(!gateway.text("log").contains("not_tidied"))
    }
}
