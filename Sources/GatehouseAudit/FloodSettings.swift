/// When rejections are counted together instead of being written one by one.
package struct FloodSettings: Equatable, Sendable {
    /// Records of one key that are written in full in each window.
    package let fullRecords: Int
    /// How long rejections of one key are counted together.
    package let windowNanoseconds: Int64
    /// Keys with a client prefix that each worker tells apart in one window. What comes beyond is counted without
    /// prefix, so that neither memory nor the trail grows with the number of attackers.
    package let prefixLimit: Int

    /// The most keys that tell client prefixes apart; takes less than 1 MiB in each worker.
    package static let defaultPrefixLimit = 1024

    package init(fullRecords: Int, windowNanoseconds: Int64, prefixLimit: Int = FloodSettings.defaultPrefixLimit) {
        self.fullRecords = fullRecords
        self.windowNanoseconds = windowNanoseconds
        self.prefixLimit = prefixLimit
    }

    /// Ten in full in each ten seconds: more than any operator reads.
    package static let standard = FloodSettings(fullRecords: 1000, windowNanoseconds: 10_000_000_000)
}
