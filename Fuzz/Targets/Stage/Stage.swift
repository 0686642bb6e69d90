import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseTLS
import GatehouseTransport

@testable import GatehouseProxy

/// One worker with its clients and connectors, on one thread: turns, bytes and time come when a script says so.
///
/// The worker is the real one with its real loop; only its sockets are local pairs, and its clocks stand still between
/// the moments that `pass` makes.
final class Stage {
    /// What an attempt to reach an endpoint comes to.
    enum Dialling: Int, CaseIterable {
        case open, slow, refused
    }

    let worker: Worker
    let scenery: Scenery
    let arrivals: StageArrivals
    var dialling = Dialling.open
    private(set) var clients: [StageClient] = []
    private(set) var connectors: [StageConnector] = []
    /// False once a connector has sent something that is no answer.
    private(set) var areConnectorsHonest = true
    private let hasChecks: Bool
    private var monotonicNanoseconds: UInt64 = 1_000_000_000_000
    private var wallNanoseconds: Int64 = 1_750_000_000_000_000_000
    private var elapsedNanoseconds: UInt64 = 0
    private var pathCount = 0
    /// How often it was looked at.
    var checkCount = 0

    init(_ scenery: Scenery, hasChecks: Bool) throws(SystemError) {
        self.scenery = scenery
        self.hasChecks = hasChecks
        arrivals = StageArrivals(signedBody: scenery.signedBody)
        worker = try Worker(
            snapshot: (hasChecks ? scenery.checkedSnapshots : scenery.snapshots)[0], listeners: ListenerHandover([]),
            mailbox: try Mailbox<WorkerOrder>(), trails: scenery.trails.makeWorkerTrails(),
            shared: SharedLimits(listenerCount: 1, memory: MemoryWatch { 0 }), seed: (1, 2))
        worker.context.connect = { [unowned self] (address) throws(SystemError) in try self.dial(address) }
        holdClocks()
        worker.context.deadlines = DeadlineWheel(nowNanoseconds: monotonicNanoseconds)
        try worker.begin()
    }

    private func holdClocks() {
        worker.context.loop.hold(monotonicNanoseconds: monotonicNanoseconds, wallNanoseconds: wallNanoseconds)
    }

    private var movedByteCount: Int {
        clients.reduce(0) { $0 + $1.end.movedByteCount } + connectors.reduce(0) { $0 + $1.end.movedByteCount }
    }

    // MARK: Time

    /// The worker's turns, with those who keep to the rules reading and writing in between, until all are silent.
    func settle() throws(FuzzFinding) {
        for _ in 0..<4 {
            worker.turn()
            let before = movedByteCount
            for client in clients { try client.pump() }
            for connector in connectors { try connector.pump() }
            if movedByteCount == before { break }
        }
        connectors.removeAll { $0.end.isClosed }
        try StageChecks.check(self)
    }

    /// Lets time pass on both clocks.
    func pass(milliseconds: UInt64) {
        monotonicNanoseconds += milliseconds * 1_000_000
        wallNanoseconds += Int64(milliseconds) * 1_000_000
        elapsedNanoseconds += milliseconds * 1_000_000
        holdClocks()
    }

    /// Somebody sets the machine's clock, perhaps back.
    func setWallClock(bySeconds seconds: Int64) {
        wallNanoseconds = max(0, wallNanoseconds + seconds * 1_000_000_000)
        holdClocks()
    }

    var elapsedSeconds: UInt64 { elapsedNanoseconds / 1_000_000_000 }

    // MARK: Clients

    func open(_ kind: Int, isInside: Bool) {
        guard clients.count < 8 else { return }
        let end = StageEnd()
        let voice: StageClient.Voice
        let negotiated: ApplicationProtocol?
        switch kind % 4 {
        case 0: (voice, negotiated) = (.http1(HTTP1ClientCodec(limits: HTTP1Limits())), .http11)
        case 1: (voice, negotiated) = (.http2(HTTP2Session(role: .client, settings: Self.clientSettings)), .http2)
        case 2: (voice, negotiated) = (.raw, .http11)
        default: (voice, negotiated) = (.raw, .http2)
        }
        clients.append(StageClient(end, voice: voice, isInside: isInside))
        admit(end.takeSocket(), negotiated, isInside ? .inside : .outside)
    }

    private static var clientSettings: HTTP2Settings {
        var settings = HTTP2Settings()
        settings.initialWindowBytes = 4_096
        return settings
    }

    /// As `Worker.open` does, but for TLS.
    private func admit(_ socket: consuming Socket, _ negotiated: ApplicationProtocol?, _ address: StageAddress) {
        let peer = PeerConnection(cleartext: socket, buffers: worker.context.buffers, negotiatedProtocol: negotiated)
        guard let peerAddress = SocketAddress("\(address.text):4711"),
            case .taken(let place) = ConnectionPlace.take(
                for: IPAddress(high: peerAddress.high, low: peerAddress.low),
                on: worker.context.snapshot.listeners[0], at: 0, by: worker.context.snapshot.limits,
                of: worker.context.shared)
        else { return }
        let (slot, generation) = worker.downstreams.reserve()
        let connection = DownstreamConnection(
            slot: slot, generation: generation, listener: worker.context.snapshot.listeners[0], peer: peer,
            peerAddress: peerAddress, place: place, driver: worker.driver)
        worker.downstreams.put(connection, at: slot)
        worker.context.metrics.add(to: .openConnections)
        connection.start()
    }

    /// A path that no other request of the play has.
    func makePath(below folder: String) -> String {
        pathCount += 1
        let path = "\(folder)/h\(pathCount)q"
        arrivals.expect(path)
        return path
    }

    // MARK: Connectors

    private func dial(_ address: SocketAddress) throws(SystemError) -> Socket {
        // The code of ECONNREFUSED.
        guard dialling != .refused else { throw SystemError(.connect, code: 111) }
        let end = StageEnd(isSlow: dialling == .slow)
        connectors.append(StageConnector(end, isHTTP1: address.port >= 2_000, arrivals: arrivals))
        return end.takeSocket()
    }

    func lie(_ bytes: [UInt8], by connector: StageConnector) {
        areConnectorsHonest = false
        connector.end.send(bytes)
    }

    func replaceSnapshot(_ index: Int) {
        worker.replace((hasChecks ? scenery.checkedSnapshots : scenery.snapshots)[index])
    }

    // MARK: The end

    /// Nobody says another word: every deadline passes, and every exchange has to end by itself. Then all is closed, and
    /// nothing is left.
    func finish() throws(FuzzFinding) {
        for _ in 0..<40 where worker.driver.openCount > 0 {
            pass(milliseconds: 2_000)
            worker.turn()
            try StageChecks.check(self)
        }
        try demand(worker.driver.openCount == 0, "\(worker.driver.openCount) exchanges never end")
        dialling = .refused
        for _ in 0..<2 { try settle() }
        for client in clients { client.close() }
        for connector in connectors { connector.end.close() }
        worker.turn()
        worker.end()
        try StageChecks.checkEmpty(self)
    }
}
