import FuzzTargets
import Testing

/// Random plays on the stage: thousands of exchanges between clients, connectors and accidents, with everything that must
/// hold looked at after each step.
@Suite struct ExchangeSimulationTests {
    @Test(arguments: [1, 2, 3, 4]) func anyOrderOfEventsLeavesNothingBehind(seed: UInt64) throws {
        for run in 0..<500 as Range<UInt64> {
            var state = seed << 32 | run
            let script = (0..<60 + run % 180).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            do {
                try FuzzTarget.exchange.run(script.span)
            } catch {
                Issue.record("seed \(seed), run \(run): \(error)")
                return
            }
        }
    }

    /// Far more refusals than the budget has retries.
    @Test func refusalsDoNotDoubleTheRequests() throws {
        let script = StagePlay.refusals(190)
        try FuzzTarget.exchange.run(script.span)
    }
}
