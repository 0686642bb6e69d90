import Foundation

/// Messages to people on standard error.
enum ErrorOutput {
    static func print(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
