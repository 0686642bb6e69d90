/// What runs.
enum BuildInfo {
    /// Of the next release, until there is one.
    static let version = "0.1.0"
}
