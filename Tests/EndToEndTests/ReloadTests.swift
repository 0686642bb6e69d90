import Foundation
import GatehouseHTTP
import GatehouseTransport
import Synchronization
import Testing

@testable import gatehouse

/// The policy exchanged under a running gateway.
@Suite(.serialized) struct ReloadTests {
    @Test func reloadsUnderLoadDropNothing() throws {
        let gateway = try RunningGateway()
        let load = try Load(gateway.client())
        for turn in 1...10 {
            try gateway.write("policy.yaml", gateway.policy() + "# \(turn)\n")
            let (status, output) = try gateway.reload()
            #expect(status == 0, "\(output)")
        }
        let (good, bad) = load.end()
        #expect(bad == [])
        #expect(good > 0)
        // One record for the start; a change may be seen by the watch before its signal comes.
        #expect(gateway.wait(milliseconds: 5000) { gateway.records("policy_loaded").count >= 11 })
        #expect(
            Set(gateway.records("policy_loaded").compactMap { $0.firstMatch(of: /policy":"([0-9a-f]{64})/)?.1 }).count
                >= 10)
    }

    @Test func aNewPolicyHoldsAtOnceAndABadOneNever() throws {
        let gateway = try RunningGateway()
        let client = try gateway.client()
        let request = TourRequest(method: "GET", target: "/actuator/health")
        #expect(try client.send(request).status == 200)
        try gateway.write("policy.yaml", gateway.policy(methods: "POST"))
        #expect(try gateway.reload().status == 0)
        #expect(try client.send(request).reason == .methodNotAllowed)
        try gateway.write("policy.yaml", gateway.policy(methods: "NONSENSE, get"))
        let (status, output) = try gateway.reload()
        #expect(status == ExitStatus.failure.rawValue)
        #expect(output.contains("policy.yaml:"), "with line and key")
        #expect(try client.send(request).reason == .methodNotAllowed, "the one before it holds")
        #expect(gateway.wait(milliseconds: 5000) { !gateway.records("policy_refused").isEmpty })
        try gateway.write("policy.yaml", gateway.policy(methods: "GET"))
        #expect(try gateway.reload().status == 0)
        #expect(try client.send(request).status == 200)
    }

    /// Without any signal.
    @Test func aChangedFileIsLoadedByItself() throws {
        let gateway = try RunningGateway()
        let client = try gateway.client()
        try gateway.write("policy.new", gateway.policy(methods: "POST"))
        try #require(unsafe rename(gateway.path("policy.new"), gateway.path("policy.yaml")) == 0)
        let request = TourRequest(method: "GET", target: "/actuator/health")
        #expect(gateway.wait(milliseconds: 5000) { (try? client.send(request).reason) == .methodNotAllowed })
    }

    /// A policy and the files that it names are not always exchanged in the right order.
    @Test func aPolicyThatCameBeforeItsFilesIsTriedAgain() throws {
        let gateway = try RunningGateway()
        let changed = gateway.policy(methods: "POST").replacing("chain.pem", with: "later.pem")
        try gateway.write("policy.yaml", changed)
        let (status, output) = try gateway.reload()
        #expect(status == ExitStatus.failure.rawValue)
        #expect(output.contains("later.pem does not exist"))
        try gateway.write("later.pem", gateway.text("chain.pem"))
        let client = try gateway.client()
        let request = TourRequest(method: "GET", target: "/actuator/health")
        #expect(gateway.wait(milliseconds: 5000) { (try? client.send(request).reason) == .methodNotAllowed })
    }

    @Test func listenersDoNotMoveByReload() throws {
        let gateway = try RunningGateway()
        try gateway.write("policy.yaml", gateway.policy(port: 1))
        let (status, output) = try gateway.reload()
        #expect(status == ExitStatus.failure.rawValue)
        #expect(output.contains("cannot change by a reload") && output.contains("restart"))
        #expect(try gateway.client().send(TourRequest(method: "GET", target: "/actuator/health")).status == 200)
    }

    /// An exchange that has begun ends under the policy that it began with, though its route and its pool are gone.
    @Test func openExchangesKeepTheirPolicy() throws {
        let latch = Latch()
        let gateway = try RunningGateway(answer: { request in
            latch.wait()
            return .blank(202)
        })
        let client = try gateway.client()
        let status = Atomic<Int>(0)
        let thread = try WorkerThread.spawn(name: "slow") {
            let reply = try? client.send(TourRequest(method: "GET", target: "/slow"))
            status.store(Int(reply?.status ?? 1), ordering: .relaxed)
        }
        #expect(gateway.wait(milliseconds: 5000) { gateway.connector.arrivals.count == 1 })
        try gateway.write("policy.yaml", gateway.policy(methods: "DELETE", upstream: ", connections: 3"))
        #expect(try gateway.reload().status == 0)
        #expect(status.load(ordering: .relaxed) == 0, "still open")
        latch.open()
        thread.join()
        #expect(status.load(ordering: .relaxed) == 202)
        #expect(try client.send(TourRequest(method: "GET", target: "/slow")).reason == .methodNotAllowed)
        #expect(try client.send(TourRequest(method: "DELETE", target: "/slow")).status == 202, "on a pool of its own")
    }

    @Test func commandsTellWhereTheyStand() throws {
        let gateway = try RunningGateway()
        let arguments = ["--config", gateway.path("policy.yaml")]
        let list = try gateway.run(["certs", "list", "--pid", gateway.path("gateway.pid")] + arguments)
        #expect(list.status == 0)
        #expect(list.output.contains("localhost") && list.output.contains("ECDSA P-256"))
        #expect(list.output.split(separator: "\n").last?.contains(/(79|80) +1 +good/) == true, "\(list.output)")
        #expect(try gateway.run(["certs", "check"] + arguments).status == 0)
        try gateway.write("key.pem", "")
        let check = try gateway.run(["certs", "check"] + arguments)
        #expect(check.status == ExitStatus.configuration.rawValue)
        #expect(check.output.contains("is empty"))
        #expect(try gateway.reload().output.contains("certificate:edge: refused (file_empty)"))
        #expect(try gateway.run(["reload", "--pid", gateway.path("nothing")]).status == ExitStatus.unreadable.rawValue)
        #expect(try gateway.run(["reload", "--pid", "0"]).status == ExitStatus.system.rawValue)
    }
}

/// Keeps whoever waits until it is opened, 10 seconds at most.
private final class Latch: Sendable {
    private let isOpen = Atomic<Bool>(false)

    func open() { isOpen.store(true, ordering: .relaxed) }

    func wait() {
        let deadline = Clock.monotonicNanoseconds() + 10_000_000_000
        while !isOpen.load(ordering: .relaxed), Clock.monotonicNanoseconds() < deadline { usleep(5_000) }
    }
}
