/// Something that must never be true, and was: the end of a fuzz run, or a failed test.
package struct FuzzFinding: Error, CustomStringConvertible {
    /// What does not hold.
    package let description: String

    init(_ text: String) {
        description = text
    }
}

/// Ends a target when something does not hold.
func demand(_ holds: Bool, _ text: @autoclosure () -> String) throws(FuzzFinding) {
    guard holds else { throw FuzzFinding(text()) }
}
