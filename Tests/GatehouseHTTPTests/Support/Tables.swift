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
