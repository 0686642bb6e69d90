/// What one reading of a file carries along: whose file it is, and what was found wrong so far.
///
/// Reading goes on after a problem, so that one run shows all of them.
final class ReadingContext {
    /// A file that is wrong in more places than a person reads at once is cut off; the rest is counted.
    static let maximumProblems = 200

    /// The file as the operator named it.
    let file: String
    /// The names that references are checked against; set once, before the first section is read.
    var definitions = Definitions()
    private(set) var omittedCount = 0
    private(set) var problems: [ConfigurationProblem] = []
    /// The keys that each kind of section was asked for, by the section's name in the JSON Schema.
    ///
    /// What is not asked for is unknown, so this is the reader's whole vocabulary: the tests hold it against the
    /// schema and the manual.
    private(set) var vocabulary: [String: [String]] = [:]

    init(file: String) {
        self.file = file
    }

    func report(
        at position: SourcePosition, in keyPath: OptionPath = .root, _ message: String, hint: String
    ) {
        guard problems.count < Self.maximumProblems else {
            omittedCount += 1
            return
        }
        problems.append(
            ConfigurationProblem(
                file: file, position: position, keyPath: keyPath.description, message: message, hint: hint))
    }

    /// Reports a problem of a value. The hint says what to write instead; a message that only forbids helps nobody.
    func report(_ node: YAMLNode, _ message: String, hint: String) {
        report(at: node.position, in: node.keyPath, message, hint: hint)
    }

    func record(keys: [String], ofSection name: String) {
        vocabulary[name] = keys
    }

    /// - Returns: nil when nothing was wrong.
    var failure: ConfigurationFailure? {
        guard !problems.isEmpty else { return nil }
        // A stable order: by place, and within one place as found.
        let sorted = problems.enumerated().sorted {
            ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
        }
        return ConfigurationFailure(problems: sorted.map(\.element), omittedCount: omittedCount)
    }

    /// The folder of the file with its final slash; empty for a file in the current folder.
    var folder: String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return String(file[...slash])
    }
}
