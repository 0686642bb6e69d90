import Testing

@testable import GatehouseConfiguration

struct ConfigurationDocumentTests {
    @Test func aSmallFileGetsClosedDefaults() throws {
        let document = try Fixtures.document(Fixtures.complete)
        #expect(document.workers == .automatic)
        #expect(document.drain.deadline == .seconds(20))
        #expect(document.listeners[0].client == .peer)
        #expect(document.audit.records == .standardOutput && document.audit.access == .standardOutput)
        #expect(document.routes[0].bodyLimit == .kibibytes(256))
        #expect(document.keyRings[0].acceptsLegacyMD5 == false)
    }

    @Test func relativePathsAreTakenFromTheFilesFolder() throws {
        let text = try Fixtures.replacing("key: b.pem", with: "key: /etc/b.pem")
        let document = try Fixtures.document(text, file: "policies/nested/policy.yaml")
        #expect(document.certificates[0].chainPath == "policies/nested/a.pem")
        #expect(document.certificates[0].keyPath == "/etc/b.pem")
        #expect(document.keyRings[0].keys[0].source == .file(path: "policies/nested/k.pem"))
        #expect(try Fixtures.document(Fixtures.complete).certificates[0].chainPath == "a.pem")
        #expect(try Fixtures.document(Fixtures.complete, file: "/p.yaml").certificates[0].chainPath == "/a.pem")
    }

    @Test func allProblemsAreThrownInTheOrderOfTheFile() throws {
        let text = try Fixtures.replacing("[POST]", with: "[]").replacing("version: 1", with: "version: x\nextra: 1")
        let failure = #expect(throws: ConfigurationFailure.self) { try Fixtures.document(text, file: "dir/p.yaml") }
        let problems = try #require(failure).problems
        #expect(problems.map(\.keyPath) == ["version", "extra", "routes[0].methods"])
        #expect(problems.map(\.position.line) == [1, 2, 13])
        #expect(try #require(failure).description.hasPrefix("dir/p.yaml:1:10: version: expected 1, found `x`"))
    }

    @Test func tooManyProblemsAreCounted() throws {
        let extra = (0..<300).map { "extra\($0): 1\n" }.joined()
        let failure = #expect(throws: ConfigurationFailure.self) { try Fixtures.document(Fixtures.complete + extra) }
        #expect(try #require(failure).problems.count == ReadingContext.maximumProblems)
        #expect(try #require(failure).description.hasSuffix("\nand 100 more"))
    }

    @Test func orderInTheFileDoesNotMatter() throws {
        var sections: [String] = []
        for line in Fixtures.complete.split(separator: "\n") {
            if line.hasPrefix(" ") { sections[sections.count - 1] += line + "\n" } else { sections.append(line + "\n") }
        }
        let document = try Fixtures.document(sections.reversed().joined())
        #expect(document.routes.count == 1 && document.listeners.count == 1)
    }

    @Test func aDefinitionWithAMistakeDoesNotMakeItsReferencesWrong() throws {
        let text = try Fixtures.replacing("protocol: h2c", with: "protocol: h3")
        #expect(Fixtures.problems(in: text).count == 1)
    }

    @Test func laterStepsCanReportInTheSameForm() throws {
        let document = try Fixtures.document(Fixtures.complete)
        let problem = document.problem(
            at: document.certificates[0].position, "the key does not match", hint: "use its own")
        #expect(problem.description == "policy.yaml:5:5: the key does not match (use its own)")
    }
}
