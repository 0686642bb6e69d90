import GatehouseCertificates
import Testing

@testable import gatehouse

@Suite struct MaterialSourceTests {
    private static let item = RotationItem(.authorities, name: "x", files: ["/nonexistent/ca.pem"])
    private static let staged = Material.revocations(pem: "staged", nextUpdateSeconds: nil)
    private static let serving = Material.revocations(pem: "serving", nextUpdateSeconds: nil)

    private func taken(_ source: MaterialSource) -> Material? {
        try? source.take(Self.item).get()
    }

    @Test func whatIsStagedComesBeforeWhatServes() {
        let id = Self.item.id
        #expect(
            taken(MaterialSource(staged: [id: Self.staged], former: [id: Self.serving], formerItems: [Self.item]))
                == Self.staged)
        #expect(
            taken(MaterialSource(staged: [:], former: [id: Self.serving], formerItems: [Self.item]))
                == Self.serving)
    }

    /// The same name with other files or requirements is another item: it is read, and has to be good.
    @Test func whatHasOtherFilesIsReadAnew() {
        let other = RotationItem(.authorities, name: "x", files: ["/nonexistent/other.pem"])
        let source = MaterialSource(staged: [:], former: [Self.item.id: Self.serving], formerItems: [other])
        #expect(source.take(Self.item) == .failure(.fileMissing(path: "/nonexistent/ca.pem")))
        #expect(source.items.isEmpty)
        #expect(source.taken.isEmpty)
    }
}
