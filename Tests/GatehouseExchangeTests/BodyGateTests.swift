import GatehouseHTTP
import GatehouseSignatures
import Testing

@testable import GatehouseExchange

@Suite struct BodyGateTests {
    private let corridor = Corridor.shared

    private func verdict(_ signed: String, arrives pieces: [String], nowSeconds: Int64 = 1_000) throws -> Reason? {
        let message = try corridor.signedRequest(signed)
        message.body.removeAll()
        message.receivedByteCount = 0
        var judgement = corridor.judge(message)
        guard var gate = judgement.takeGate() else { throw TestFailure("no gate was made") }
        for piece in pieces {
            message.appendBody(piece.utf8.span)
            #expect(gate.append(from: message) == piece.utf8.count)
            #expect(gate.append(from: message) == 0)
        }
        switch gate.finish(nowSeconds: nowSeconds) {
        case .valid(let body):
            #expect(body.keyID == "first")
            #expect(body.byteCount == UInt64(pieces.joined().utf8.count))
            return nil
        case .invalid(let reason, _): return reason
        }
    }

    @Test func signedBytesPassInAnyPieces() throws {
        #expect(try verdict("{\"id\":1}", arrives: ["{\"id\":1}"]) == nil)
        #expect(try verdict("{\"id\":1}", arrives: ["{", "\"id\"", ":1}"]) == nil)
        #expect(try verdict("", arrives: []) == nil)
    }

    @Test func everythingElseDoesNot() throws {
        #expect(try verdict("{\"id\":1}", arrives: ["{\"id\":2}"]) == .signatureInvalid)
        #expect(try verdict("{\"id\":1}", arrives: ["{\"id\":1} "]) == .signatureInvalid)
        #expect(try verdict("{\"id\":1}", arrives: []) == .signatureInvalid)
    }

    @Test func aKeyThatEndsMeanwhileDoesNotVerify() throws {
        #expect(try verdict("{}", arrives: ["{}"], nowSeconds: 2_001) == .signatureKeyUnavailable)
    }

    @Test func theGateIsGivenOnce() throws {
        var judgement = corridor.judge(try corridor.signedRequest("{}"))
        let isFirst = judgement.takeGate() != nil
        let isSecond = judgement.takeGate() != nil
        #expect(isFirst)
        #expect(!isSecond)
    }
}
