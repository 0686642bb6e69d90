import Foundation
import Testing

@testable import GatehouseConfiguration

/// Every file in `Tests/Adversarial/configuration` is refused with exactly the problems of its `#= ` lines.
struct AdversarialFilesTests {
    @Test func everyBadFileGetsItsMessages() throws {
        let files = try Fixtures.files(in: "Tests/Adversarial/configuration", suffix: ".yaml")
        #expect(files.count >= 60)
        for file in files {
            let bytes = try Fixtures.bytes(of: file)
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            let expected = lines.filter { $0.hasPrefix("#= ") }.map { String($0.dropFirst(3)) }
            #expect(!expected.isEmpty, "\(file.lastPathComponent) says nothing")
            #expect(Fixtures.problems(in: bytes) == expected, "\(file.lastPathComponent)")
        }
    }

    @Test func everyProblemHasAPlaceAndAHint() throws {
        for file in try Fixtures.files(in: "Tests/Adversarial/configuration", suffix: ".yaml") {
            let context = ReadingContext(file: "policy.yaml")
            _ = ConfigurationDocument.read(try Fixtures.bytes(of: file), context)
            for problem in context.problems {
                #expect(problem.file == "policy.yaml" && problem.position.line >= 1 && problem.position.column >= 1)
                #expect(!problem.hint.isEmpty && !problem.hint.contains("()"), "\(problem)")
            }
        }
    }

    /// Parsers in front of ours must not be led into deep recursion or endless work either.
    @Test(arguments: ["[", "{", "- ", "? ", "a: {", "\"", "&a ", "x: [*a,", "!", "'\n", "\\", "|\n ", "\u{0}"])
    func repetitionUpToTheLimitIsRefused(_ piece: String) {
        let bytes = Array(String(repeating: piece, count: SourceText.maximumBytes / 8 / piece.utf8.count).utf8)
        #expect(!Fixtures.problems(in: bytes).isEmpty)
    }

    /// Every prefix of a good file, and every file with one byte changed, is either read or refused with problems.
    @Test func damagedFilesAreReadOrRefused() throws {
        let bytes = Array(Fixtures.complete.utf8)
        for length in stride(from: 0, to: bytes.count, by: 7) {
            check(Array(bytes.prefix(length)))
        }
        for index in stride(from: 0, to: bytes.count, by: 5) {
            for replacement: UInt8 in [0x00, 0x22, 0x2A, 0x5B, 0x80, 0xFF] {
                var damaged = bytes
                damaged[index] = replacement
                check(damaged)
            }
        }
    }

    private func check(_ bytes: [UInt8]) {
        let context = ReadingContext(file: "f")
        let document = ConfigurationDocument.read(bytes, context)
        #expect(document != nil || context.failure != nil)
    }
}
