import GatehouseHTTP
import GatehouseHTTP2

@testable import GatehouseProxy

/// Whole exchanges: clients, connectors, time and accidents in the order that the input says.
///
/// Each octet is a choice, so that random octets are a random play: `make test` runs thousands of them.
enum ExchangeFuzz {
    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        guard let scenery = Scenery.shared else { throw FuzzFinding("the stage cannot be built") }
        var script = ScriptReader(input)
        let stage: Stage
        do { stage = try Stage(scenery, hasChecks: script.next() % 4 == 3) } catch {
            throw FuzzFinding("no worker can be had: \(error)")
        }
        for _ in 0..<200 where !script.isAtEnd {
            try StagePlay.step(stage, &script)
            try stage.settle()
        }
        try stage.finish()
    }
}

/// The things that can happen.
package enum StagePlay {
    private enum Act: Int, CaseIterable {
        case open, request, body, leave, resetRequest, stallClient, rawClient
        case establish, fail, answer, content, resetAnswer, goAway, hangUp, stallConnector, lie, interim
        case pass, clock, dial, replace, drain, refuse
    }

    /// What happens most.
    private static let usual: [Act] = [.open, .request, .request, .answer, .answer, .content, .body, .pass, .establish]

    static func step(_ stage: Stage, _ script: inout ScriptReader) throws(FuzzFinding) {
        let choice = Int(script.next())
        let act = choice < 128 ? usual[choice % usual.count] : Act.allCases[choice % Act.allCases.count]
        switch act {
        case .open, .request, .body, .leave, .resetRequest, .stallClient, .rawClient: client(act, stage, &script)
        case .establish, .fail, .answer, .content, .resetAnswer, .goAway, .hangUp, .stallConnector, .lie, .interim:
            connector(act, stage, &script)
        case .pass: stage.pass(milliseconds: [1, 20, 150, 400, 1_000, 2_600][script.next(below: 6)])
        case .clock: stage.setWallClock(bySeconds: [3_600, -3_600, 86_400 * 400, -86_400 * 400][script.next(below: 4)])
        case .dial: stage.dialling = Stage.Dialling(rawValue: script.next(below: 3)) ?? .open
        case .replace: stage.replaceSnapshot(script.next(below: 2))
        case .refuse: stage.arrivals.areRefused.toggle()
        case .drain: if script.next() % 16 == 0 { stage.worker.drain() }
        }
    }

    /// A script in which connectors refuse everything, and clients keep asking: `count` requests.
    package static func refusals(_ count: Int) -> [UInt8] {
        let open: [UInt8] = [octet(of: .open), 1, 0]
        let request: [UInt8] = [octet(of: .request), 0, 0]
        var script: [UInt8] = [0] + open + open + [octet(of: .refuse)]
        for _ in 0..<count { script += request }
        return script
    }

    private static func octet(of act: Act) -> UInt8 {
        (128...255).first { Int($0) % Act.allCases.count == act.rawValue } ?? 0
    }

    // MARK: Clients

    private static func client(_ act: Act, _ stage: Stage, _ script: inout ScriptReader) {
        if act == .open { return stage.open(script.next(below: 4), isInside: script.flag()) }
        guard let client = script.pick(stage.clients.filter { !$0.end.isClosed }) else {
            return stage.open(script.next(below: 4), isInside: script.flag())
        }
        switch act {
        case .request: request(client, stage, &script)
        case .body: body(client, &script)
        case .leave: script.flag() ? client.close() : client.end.endWriting()
        case .resetRequest: if let request = script.pick(client.openRequests) { client.reset(request) }
        case .stallClient: client.isReading.toggle()
        case .rawClient: if client.isRaw { client.end.send(raw(client, &script)) }
        default: break
        }
    }

    private static func request(_ client: StageClient, _ stage: Stage, _ script: inout ScriptReader) {
        if client.isRaw { return client.end.send(raw(client, &script)) }
        let kind = script.next(below: 12)
        if kind >= 10 { return webhook(client, stage, isSigned: kind == 10, &script) }
        let path = stage.makePath(below: ["/two", "/one", "/inside", "/two", "/one", "/nowhere"][kind % 6])
        let isHead = kind == 4
        guard kind > 5 else { return client.send(isHead ? "HEAD" : "GET", path, body: nil, more: []) }
        let body = MessageBuffer()
        append(script.next(), to: body, of: path)
        body.isEnded = script.flag()
        if body.isEnded, script.flag() { body.declaredLength = UInt64(body.body.count) }
        var more: [FieldPair] = []
        if let length = body.declaredLength, case .http2 = client.voice {
            more.append(FieldPair(name: Array("content-length".utf8), value: Array("\(length)".utf8)))
        }
        if !body.isEnded, script.flag() {
            more.append(FieldPair(name: Array("expect".utf8), value: Array("100-continue".utf8)))
        }
        client.send("POST", path, body: body, more: more)
    }

    private static func webhook(
        _ client: StageClient, _ stage: Stage, isSigned: Bool, _ script: inout ScriptReader
    ) {
        let body = MessageBuffer()
        let signed = stage.scenery.signedBody
        body.appendBody(signed.span)
        if !isSigned { body.appendBody([script.next()].span) }
        body.isEnded = true
        client.send(
            "POST", stage.makePath(below: "/webhook"), body: body,
            more: [FieldPair(name: Array("fluent-signature".utf8), value: Array(stage.scenery.signature.utf8))])
    }

    /// Content of a request that has not ended.
    private static func body(_ client: StageClient, _ script: inout ScriptReader) {
        guard let request = script.pick(client.openRequests.filter { $0.body?.isEnded == false }),
            let body = request.body
        else { return }
        append(script.next(), to: body, of: request.path)
        if script.flag() {
            if script.flag() { body.trailers.append(name: "x-trailer", value: "1") }
            body.isEnded = true
        }
        client.resume(request)
    }

    private static func append(_ size: UInt8, to body: MessageBuffer, of path: String) {
        // Up to 16 KB: twice what a window or a socket has room for.
        let count = size < 128 ? Int(size) : Int(size - 127) * 128
        body.appendBody([UInt8](repeating: StageRequest.marker(of: path), count: count).span)
    }

    /// Bytes as a script has them, or something from which more can be made.
    private static func raw(_ client: StageClient, _ script: inout ScriptReader) -> [UInt8] {
        let texts = [
            "GET /two/raw HTTP/1.1\r\nHost: gateway.test\r\n\r\n",
            "POST /one/raw HTTP/1.1\r\nHost: gateway.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            "0\r\n\r\n", "POST /two/raw HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: 5\r\n\r\nab",
            "GET /one/raw HTTP/1.1\r\nHost: gateway.test\r\n\r\nGET /two/raw HTTP/1.1\r\nHost: gateway.test\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u{0}\u{0}\u{0}\u{4}\u{0}\u{0}\u{0}\u{0}\u{0}",
        ]
        let choice = script.next(below: 8)
        return choice < texts.count ? Array(texts[choice].utf8) : script.piece()
    }

    // MARK: Connectors

    private static func connector(_ act: Act, _ stage: Stage, _ script: inout ScriptReader) {
        guard let connector = script.pick(stage.connectors) else { return }
        switch act {
        case .establish: for connector in stage.connectors where connector.end.isPending { connector.end.establish() }
        case .fail, .hangUp: script.flag() ? connector.end.close() : connector.end.endWriting()
        case .goAway: connector.goAway()
        case .stallConnector: script.flag() ? connector.isReading.toggle() : connector.isTaking.toggle()
        case .lie:
            connector.isWell = false
            stage.lie(script.piece(), by: connector)
        case .answer, .content, .resetAnswer, .interim: answer(act, stage, &script)
        default: break
        }
    }

    private static func answer(_ act: Act, _ stage: Stage, _ script: inout ScriptReader) {
        let open = stage.connectors.flatMap { connector in connector.openRequests.map { (connector, $0) } }
        guard let (connector, request) = script.pick(open) else { return }
        let size = script.next()
        let count = size < 128 ? Int(size) : Int(size - 127) * 128
        switch act {
        case .answer:
            let status = [200, 200, 204, 404, 503, 304, 201, 200][script.next(below: 8)]
            let isEmpty = status == 204 || status == 304
            connector.answer(
                request, status: UInt16(status), contentCount: isEmpty ? 0 : count, isEnded: isEmpty || script.flag(),
                isLengthTold: !isEmpty && script.flag())
        case .content: connector.goOn(request, contentCount: count, isEnded: script.flag())
        case .interim: connector.interim(request)
        case .resetAnswer:
            connector.reset(request, code: [.refusedStream, .refusedStream, .cancel, .internalError][Int(size) % 4])
        default: break
        }
    }
}
