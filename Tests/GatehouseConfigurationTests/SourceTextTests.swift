import Testing

@testable import GatehouseConfiguration

struct SourceTextTests {
    private func problems(_ bytes: [UInt8]) -> [String] {
        let context = ReadingContext(file: "f")
        #expect((SourceText.read(bytes, context) == nil) == (context.failure != nil))
        return context.problems.map(\.description)
    }

    @Test func acceptsUTF8UpToTheLimit() {
        #expect(problems(Array("a: \"Zürich\" # 注\r\nb: 1\n".utf8)) == [])
        #expect(problems([UInt8](repeating: UInt8(ascii: "#"), count: SourceText.maximumBytes)) == [])
    }

    @Test func refusesOneByteMore() {
        let found = problems([UInt8](repeating: UInt8(ascii: "#"), count: SourceText.maximumBytes + 1))
        #expect(found == ["f:1:1: the file has 1048577 bytes, more than 1 MiB (is this the right file?)"])
    }

    @Test func namesTheLineThatIsNotUTF8() {
        #expect(
            problems(Array("a: 1\nb: ".utf8) + [0xC0, 0xAF]) == [
                "f:2:1: the line is not UTF-8 text (save the file as UTF-8)"
            ])
    }

    @Test(arguments: [
        ("\u{0}", "U+0000"), ("\t", "U+0009"), ("\u{1B}", "U+001B"), ("\u{7F}", "U+007F"), ("\u{85}", "U+0085"),
        ("\u{2028}", "U+2028"), ("\u{202E}", "U+202E"), ("\u{200B}", "U+200B"), ("\u{FEFF}", "U+FEFF"),
        ("\u{E000}", "U+E000"), ("\u{F0000}", "U+F0000"),
    ])
    func refusesHiddenCharacters(_ character: String, _ name: String) {
        #expect(
            problems(Array("a: 1\nb: \(character)".utf8)).first?.hasPrefix("f:2:4: the character \(name) is refused")
                == true)
    }

    @Test func aCarriageReturnBelongsToALineBreak() {
        #expect(problems(Array("a: 1\rb: 2\n".utf8)).count == 1)
    }

    @Test func aBinaryFileIsAnsweredInBoundedSize() {
        let context = ReadingContext(file: "f")
        #expect(SourceText.read([UInt8](repeating: 0, count: 10_000), context) == nil)
        #expect(context.problems.count == ReadingContext.maximumProblems)
        #expect(context.omittedCount == 10_000 - ReadingContext.maximumProblems)
    }
}
