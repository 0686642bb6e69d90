import Foundation
import FuzzTargets
import Testing

/// What fuzzers have found worth keeping, through the same functions that they ran.
@Suite struct CorpusTests {
    private static func files(_ kind: String, _ target: FuzzTarget) -> [URL] {
        let folder = Repository.folder.appending(path: "Fuzz/\(kind)/\(target.rawValue)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { folder.appending(path: $0) }
    }

    /// Inputs that together reach all code that fuzzing has reached.
    @Test(arguments: FuzzTarget.allCases)
    func corpusHolds(target: FuzzTarget) throws {
        let files = Self.files("Corpus", target)
        #expect(!files.isEmpty, "no corpus for \(target.rawValue)")
        try replay(files, target)
    }

    /// Inputs that once failed.
    @Test(arguments: FuzzTarget.allCases)
    func failuresStayMended(target: FuzzTarget) throws {
        try replay(Self.files("FailCases", target), target)
    }

    /// Any target can be given anything.
    @Test(arguments: FuzzTarget.allCases)
    func nothingAndNoiseAreTaken(target: FuzzTarget) throws {
        for count in [0, 1, 2, 3, 64, 300] {
            let noise = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 3) }
            try target.run(noise.span)
        }
    }

    private func replay(_ files: [URL], _ target: FuzzTarget) throws {
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            do {
                try target.run(bytes.span)
            } catch {
                Issue.record("\(file.path): \(error)")
            }
        }
    }
}
