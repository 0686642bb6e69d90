import Testing

@testable import GatehouseSandbox

@Suite struct LandlockRightsTests {
    private static let strict = SandboxRules()

    /// The rights that each version added, as landlock(7) lists them.
    @Test(arguments: [
        (1, UInt64(0x1fff), UInt64(0), UInt64(0), 8), (2, 0x3fff, 0, 0, 8), (3, 0x7fff, 0, 0, 8),
        (4, 0x7fff, 3, 0, 16), (5, 0xffff, 3, 0, 16), (6, 0xffff, 3, 3, 24), (7, 0xffff, 3, 3, 24),
        (99, 0xffff, 3, 3, 24),
    ])
    func eachVersionDeniesWhatItKnows(version: Int, files: UInt64, ports: UInt64, scopes: UInt64, size: Int) {
        let rights = LandlockRights(version: version, Self.strict)
        #expect(rights.files.rawValue == files)
        #expect(rights.ports == ports)
        #expect(rights.scopes == scopes)
        #expect(rights.byteCount == size)
    }

    @Test func whatTheRulesLeaveOpenIsNotHandled() {
        var rules = SandboxRules()
        rules.boundPorts = nil
        rules.needsAbstractSockets = true
        let rights = LandlockRights(version: 7, rules)
        #expect(rights.ports == LandlockRights.connectPort)
        #expect(rights.scopes == LandlockRights.signals)
    }

    @Test func onlyHandledRightsAreAskedFor() {
        // The kernel refuses a rule with others.
        for version in 1...7 {
            let rights = LandlockRights(version: version, Self.strict)
            let bits = rights.bits(for: [.read, .write, .sockets], isFolder: true)
            #expect(bits & ~rights.files.rawValue == 0)
            #expect(rights.bits(for: [.read, .write, .sockets], isFolder: false) == 0b110)
        }
    }

    @Test func writingNeverExecutesOrCutsOff() {
        let bits = LandlockRights.Files(
            rawValue: LandlockRights(version: 7, Self.strict).bits(for: [.read, .write, .sockets], isFolder: true))
        #expect(bits.isDisjoint(with: [.execute, .truncate, .refer, .deviceControl]))
        #expect(LandlockRights(version: 7, Self.strict).bits(for: .read, isFolder: true) == 0b1100)
    }

    @Test func aVersionSaysWhatItLacks() {
        #expect(LandlockRights.gaps(ofVersion: 0) == [.files, .ports, .truncation, .scopes])
        #expect(LandlockRights.gaps(ofVersion: 1) == [.ports, .truncation, .scopes])
        #expect(LandlockRights.gaps(ofVersion: 4) == [.scopes])
        #expect(LandlockRights.gaps(ofVersion: 6).isEmpty)
    }
}
