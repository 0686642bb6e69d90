import Testing

@testable import gatehouse

@Suite struct MemoryBudgetTests {
    private static let cases: [(limits: [String?], budget: UInt64)] = [
        ([], 700), ([nil, nil], 700), (["max\n"], 700), (["500\n", nil], 350), (["500", "200\n"], 140),
        (["9223372036854771712\n"], 700), (["nonsense"], 700),
    ]

    @Test func theTightestLimitCounts() {
        for (limits, budget) in Self.cases {
            #expect(MemoryBudget.bytes(limits: limits, physical: 1_000) == budget, "\(limits)")
        }
    }

    @Test func everyGroupOnTheWayIsAsked() {
        let files = MemoryBudget.limitFiles(cgroup: "12:cpu:/x\n0::/system.slice/gatehouse.service\n")
        #expect(files.contains("/sys/fs/cgroup/system.slice/gatehouse.service/memory.max"))
        #expect(files.contains("/sys/fs/cgroup/system.slice/memory.max"))
        #expect(files.contains("/sys/fs/cgroup/memory.max"))
        #expect(MemoryBudget.limitFiles(cgroup: "0::/\n").count == 2)
    }

    @Test func thisMachineHasSome() {
        #expect(MemoryBudget.automaticBytes > 1 << 20)
    }
}
