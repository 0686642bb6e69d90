import Testing

@testable import GatehousePolicy

@Suite struct PathOctetsTests {
    private static let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

    /// The constants in the code against the grammar of RFC 3986, appendix A.
    @Test func setsAreThoseOfTheGrammar() {
        let pathCharacters = Self.unreserved + "!$&'()*+,=" + ":@"
        for octet in UInt8.min...UInt8.max {
            #expect(PathOctets.isUnreserved(octet) == Self.unreserved.utf8.contains(octet), "\(octet)")
            #expect(PathOctets.mayStandRaw(octet) == pathCharacters.utf8.contains(octet), "\(octet)")
        }
    }

    @Test func spellsEachOctetInOneWay() {
        for octet in UInt8.min...UInt8.max {
            var spelling: [UInt8] = []
            PathOctets.appendSpelling(of: octet, to: &spelling)
            if spelling.count == 1 {
                #expect(spelling == [octet])
            } else {
                #expect(PathOctets.decodedEscape(spelling) == octet)
                #expect(!spelling.contains { (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) })
            }
        }
    }

    @Test(arguments: ["%", "%4", "%4g", "%g4", "%+1"])
    func refusesMalformedEscapes(text: String) {
        #expect(PathOctets.decodedEscape(Array(text.utf8)) == nil)
    }
}
