import Testing

@testable import GatehousePolicy

@Suite struct UTF8CheckTests {
    /// Every sequence of up to three octets from the interesting values, against the standard library's own decoder.
    @Test func agreesWithTheStandardLibrary() {
        let interesting: [UInt8] = [
            0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
            0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
        ]
        for first in interesting {
            for second in interesting {
                for third in interesting {
                    check([first, second, third])
                    check([first, second, third, 0x80])
                    check([first, second, third, 0xbf])
                }
                check([first, second])
            }
            check([first])
        }
    }

    private func check(_ octets: [UInt8]) {
        var check = UTF8Check()
        let isAccepted = octets.allSatisfy { check.accept($0) } && check.isComplete
        #expect(isAccepted == (String(validating: octets, as: UTF8.self) != nil), "\(octets)")
    }
}
