import GatehouseExchange
import GatehouseHTTP
import GatehousePolicy
import GatehouseSignatures

/// Everything that can happen to an exchange.
enum MachineEvent: CaseIterable {
    case judgedAllowed, judgedDenied, judgedRequired, bodyVerified
    case requestBodyArrived, requestEnded, refused, clientLeft
    case upstreamOpened, responseHead, responseBodyArrived, responseEnded, upstreamFailed, upstreamRefused
    case responseSent, deadlineReached

    func happen(
        to machine: inout ExchangeMachine, _ corridor: Corridor, requestEnded: Bool = true
    ) throws -> Orders {
        switch self {
        case .judgedAllowed: machine.judged(corridor.allowed, requestEnded: requestEnded, expectsContinue: true)
        case .judgedDenied: machine.judged(corridor.denied, requestEnded: requestEnded, expectsContinue: true)
        case .judgedRequired:
            machine.judged(try corridor.required, requestEnded: requestEnded, expectsContinue: true)
        case .bodyVerified: machine.bodyVerified(try corridor.verifiedBody)
        case .requestBodyArrived: machine.requestBodyArrived()
        case .requestEnded: machine.requestEnded()
        case .refused: machine.refused(Denial(.bodyTooLarge))
        case .clientLeft: machine.clientLeft(.clientReset)
        case .upstreamOpened: machine.upstreamOpened()
        case .responseHead: machine.responseHead()
        case .responseBodyArrived: machine.responseBodyArrived()
        case .responseEnded: machine.responseEnded()
        case .upstreamFailed: machine.upstreamFailed(.upstreamReset, isRepeatable: false)
        case .upstreamRefused: machine.upstreamFailed(.upstreamRefused, isRepeatable: true)
        case .responseSent: machine.responseSent()
        case .deadlineReached: machine.deadlineReached(.upstreamIdleTimeout)
        }
    }
}
