import Foundation
import GatehouseAdmin
import GatehouseConfiguration
import GatehouseHTTP
import GatehouseProxy
import GatehouseTransport
import Synchronization
import Testing

@testable import gatehouse

/// Names of upstreams that get other addresses.
@Suite struct AddressWatchTests {
    /// The name's connector goes elsewhere: requests follow within the interval, and none fails.
    @Test func requestsFollowAConnectorThatMoves() throws {
        let successor = try StandInConnector { _ in .blank(204) }
        try successor.start()
        defer { successor.stop() }
        let place = Mutex<[SocketAddress]?>(nil)
        let gateway = try OperatedGateway(
            resolve: { _ in place.withLock { $0 } },
            upstream: { "address: \"localhost:\($0.port)\", resolve: 1s" })
        try gateway.process.start()
        let statuses = Mutex<[UInt16]>([])
        let (client, admin, there) = (try gateway.client(), gateway.admin, successor.address)
        let thread = try WorkerThread.spawn(name: "client") {
            for round in 0..<500 {
                let reply = try? client.send(TourRequest(version: .http11, target: "/open/a"))
                statuses.withLock { $0.append(reply?.status ?? 0) }
                if round == 3 { place.withLock { $0 = [there] } }
                if reply?.status == 204 { break }
                usleep(10_000)
            }
            _ = try? admin.ask("/drain", "POST")
        }
        gateway.process.waitForEnd()
        thread.join()
        gateway.process.end()
        let seen = statuses.withLock { $0 }
        #expect(Set(seen) == [200, 204])
        #expect(seen.last == 204)
    }

    /// The name service fails, again and again: requests go where they went.
    @Test func namesThatAreNotFoundKeepTheirAddresses() throws {
        let questions = Mutex<Int>(0)
        let gateway = try OperatedGateway(
            resolve: { _ in
                questions.withLock { $0 += 1 }
                return nil
            },
            upstream: { "address: \"localhost:\($0.port)\", resolve: 1s" })
        try gateway.process.start()
        let statuses = Mutex<[UInt16]>([])
        let (client, admin) = (try gateway.client(), gateway.admin)
        let thread = try WorkerThread.spawn(name: "client") {
            for _ in 0..<2000 where questions.withLock({ $0 < 2 }) {
                let reply = try? client.send(TourRequest(version: .http11, target: "/open/a"))
                statuses.withLock { $0.append(reply?.status ?? 0) }
                usleep(10_000)
            }
            _ = try? admin.ask("/drain", "POST")
        }
        gateway.process.waitForEnd()
        thread.join()
        gateway.process.end()
        #expect(questions.withLock { $0 } >= 2)
        #expect(Set(statuses.withLock { $0 }) == [200])
    }

    /// While one look-up takes its time, no other begins, and nobody waits for it.
    @Test func aResolverThatHangsHoldsUpNothing() throws {
        let gate = DispatchSemaphore(value: 0)
        let asked = Mutex<[String]>([])
        let watch = try AddressWatch { place in
            asked.withLock { $0.append(place.host) }
            gate.wait()
            return [.loopback(port: place.port)]
        }
        let loop = try EventLoop()
        try watch.register(on: loop, EventToken(rawValue: 0))
        let upstreams = try AddressScheduleTests.upstreams("name: one, address: \"a.test:80\", resolve: 1s")
        watch.follow(upstreams, nowNanoseconds: 0)
        for second in 1...5 as ClosedRange<UInt64> {
            #expect(watch.turn(nowNanoseconds: second * 1_000_000_000).isEmpty)
            #expect(watch.wakeNanoseconds == .max)
        }
        gate.signal()
        #expect(loop.wait(untilNanoseconds: loop.nowNanoseconds + 5_000_000_000) == 1)
        let answers = watch.turn(nowNanoseconds: 5_500_000_000)
        #expect(answers.values.first == [.loopback(port: 80)])
        #expect(asked.withLock { $0.count } <= 2)
        gate.signal()
        watch.stop()
    }

    /// Answers in another order, or for names that are not in use, are no news.
    @Test func onlyDifferencesAreNews() throws {
        let gateway = try OperatedGateway(upstream: { "address: \"localhost:\($0.port)\"" })
        let preparation = try Preparation(file: gateway.policyFile)
        let upstream = try #require(preparation.document.upstreams.first)
        let place = try #require(upstream.addresses.first)
        let known = try #require(preparation.upstreams["connector"]?.resolved[place])
        #expect(preparation.news(in: [place: known.reversed()]).isEmpty)
        #expect(preparation.news(in: [Endpoint(host: "other.test", port: 1): known]).isEmpty)
        let news = preparation.news(in: [place: [.loopback(port: 1)]])
        let next = try Preparation(resolving: preparation, to: news)
        #expect(next.snapshot.upstreams.first?.endpoints.map(\.addressText) == ["127.0.0.1:1"])
    }
}
