/// Why a file is no configuration: everything that is wrong with it, in the order of the file.
///
/// Nothing starts on such a file: a policy that is half understood is an open one.
package struct ConfigurationFailure: Error, Equatable, Sendable {
    /// Never empty.
    package let problems: [ConfigurationProblem]
    /// How many more there were than `problems` holds; see `ReadingContext.maximumProblems`.
    package let omittedCount: Int

    /// Takes at least one problem.
    package init(problems: [ConfigurationProblem], omittedCount: Int = 0) {
        self.problems = problems
        self.omittedCount = omittedCount
    }
}

extension ConfigurationFailure: CustomStringConvertible {
    /// One line per problem.
    package var description: String {
        let lines = problems.map(\.description)
        return (omittedCount == 0 ? lines : lines + ["and \(omittedCount) more"]).joined(separator: "\n")
    }
}
