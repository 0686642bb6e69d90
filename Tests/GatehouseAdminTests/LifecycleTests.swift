import Testing

@testable import GatehouseAdmin

struct LifecycleTests {
    @Test func goesForwardOnly() {
        let lifecycle = Lifecycle()
        #expect(lifecycle.stage == .starting && lifecycle.objection == "the gateway is starting")
        lifecycle.advance(to: .serving)
        #expect(lifecycle.stage == .serving && lifecycle.objection == nil)
        lifecycle.advance(to: .draining)
        lifecycle.advance(to: .serving)
        #expect(lifecycle.stage == .draining && lifecycle.objection == "the gateway is draining")
    }
}
