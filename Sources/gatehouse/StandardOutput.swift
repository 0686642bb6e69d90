import Foundation

/// What a command that goes on running says to people: written at once, also into pipes and files, where `print` would
/// hold it back.
enum StandardOutput {
    static func print(_ lines: [String]) {
        FileHandle.standardOutput.write(Data(lines.map { $0 + "\n" }.joined().utf8))
    }
}
