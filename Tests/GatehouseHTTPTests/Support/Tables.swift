import Foundation
import Testing

/// Reads `Tests/Adversarial/<name>`: the columns of each row; lines that begin with `#` are comments.
func readTable(_ name: String) -> [[Substring]] {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    guard let text = try? String(contentsOfFile: "\(folder)/Adversarial/\(name)", encoding: .utf8) else {
        Issue.record("\(folder)/Adversarial/\(name) cannot be read")
        return []
    }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
}

/// A small seeded generator, so that a failing seed can be run again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
