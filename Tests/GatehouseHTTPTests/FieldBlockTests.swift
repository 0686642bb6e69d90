import GatehouseHTTP
import Testing

struct FieldBlockTests {
    @Test func namesAreLowerCaseAndKnown() {
        var block = FieldBlock()
        block.append(name: "Content-LENGTH", value: "5")
        block.append(name: "flex.Signature", value: "aB=")
        #expect(block.lines == ["content-length: 5", "flex.signature: aB="])
        #expect(block.known(at: 0) == .contentLength)
        #expect(block.known(at: 1) == .other)
        #expect(block.text(of: .contentLength) == "5")
        #expect(block.text(named: "flex.signature") == "aB=")
        #expect(block.text(named: "flex.signatur") == nil)
    }

    @Test func removedFieldsAreNotFound() {
        var block = FieldBlock()
        block.append(.cookie, value: "a")
        block.append(.cookie, value: "b")
        #expect(block.count(of: .cookie) == 2)
        block.remove(at: 0)
        #expect(block.count(of: .cookie) == 1)
        #expect(block.text(of: .cookie) == "b")
        block.remove(at: 1)
        #expect(block.contains(.cookie) == false)
        #expect(block.text(named: "cookie") == nil)
    }

    @Test func renamedFieldsKeepTheirValue() {
        var block = FieldBlock()
        block.append(.host, value: "A.Example")
        block.append(name: "x", value: "y")
        block.rename(at: 0, to: .authority)
        block.lowercaseValue(at: 0)
        #expect(block.lines == [":authority: a.example", "x: y"])
        #expect(block.contains(.host) == false)
        #expect(block.contains(.authority) == true)
    }

    @Test func valuesAreJoined() {
        var crumbs = FieldBlock()
        for value in ["a=1", "b=2", "c=3"] { crumbs.append(.cookie, value: value) }
        crumbs.remove(at: 1)
        var block = FieldBlock()
        block.append(.cookie, joining: crumbs, separator: "; ")
        block.append(.status, decimal: 204)
        #expect(block.lines == ["cookie: a=1; c=3", ":status: 204"])
    }

    @Test func emptiedBlocksAreLikeNew() {
        var block = FieldBlock()
        block.append(.host, value: "a")
        block.removeAll()
        #expect(block.count == 0)
        #expect(block.byteCount == 0)
        #expect(block.contains(.host) == false)
    }
}
