import GatehousePolicy
import Testing

/// `Tests/Adversarial/paths.tsv` against the seed's routes.
@Suite struct AdversarialPathTests {
    /// The table expects the word for a public client, the one for a private client if another, and the path sent.
    @Test(arguments: AdversarialTable.rows("paths"))
    func answersAsTheTableSays(row: AdversarialTable.Row) throws {
        let words = row.expected.split(separator: " ").map(String.init)
        let table = try SeedPolicy.table()
        let publicAnswer = table.answer(row.input, client: SeedPolicy.publicClient)
        let privateAnswer = table.answer(row.input, client: SeedPolicy.privateClient)
        #expect(publicAnswer.word == words[0])
        #expect(privateAnswer.word == (words.count > 1 ? words[1] : words[0]))
        if words.count > 2 {
            #expect(privateAnswer.sent.map { String(decoding: $0, as: UTF8.self) } == words[2])
        }
    }
}
