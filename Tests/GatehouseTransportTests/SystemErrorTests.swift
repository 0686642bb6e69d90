import Glibc
import Testing

@testable import GatehouseTransport

@Suite struct SystemErrorTests {
    @Test func namesTheCallAndTheError() {
        #expect(SystemError(.bind, code: EADDRINUSE).description == "bind: Address already in use")
    }

    @Test func tellsExhaustionFromUnreachability() {
        #expect(SystemError(.accept, code: EMFILE).isExhaustion)
        #expect(!SystemError(.accept, code: EMFILE).isUnreachable)
        #expect(SystemError(.connect, code: ECONNREFUSED).isUnreachable)
        #expect(!SystemError(.connect, code: ECONNREFUSED).isExhaustion)
    }
}
