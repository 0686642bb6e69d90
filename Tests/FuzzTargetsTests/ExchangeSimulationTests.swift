import FuzzTargets
import TestSupport
import Testing

/// Random plays on the stage: thousands of exchanges between clients, connectors and accidents, with everything that must
/// hold looked at after each step.
@Suite struct ExchangeSimulationTests {
    @Test(arguments: [1, 2, 3, 4]) func anyOrderOfEventsLeavesNothingBehind(seed: UInt64) throws {
        for run in 0..<500 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed << 32 | run)
            let script = generator.octets(60 + Int(run % 180))
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
