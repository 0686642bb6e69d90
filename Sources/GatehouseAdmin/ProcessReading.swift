import Foundation
package import GatehouseAudit

/// Reads what the system knows about this process. For the control plane: it opens files.
package enum ProcessReading {
    /// Of the times in `/proc`: Linux shows them in hundredths to every program, whatever its own clock does (proc(5)).
    private static let ticksPerSecond = 100.0

    /// What cannot be read is 0.
    package static func read() -> MetricFacts.Process {
        var process = MetricFacts.Process()
        let fields = statFields()
        process.processorSeconds = Double((number(fields, 11) ?? 0) + (number(fields, 12) ?? 0)) / ticksPerSecond
        process.residentBytes = (number(fields, 21) ?? 0) &* pageBytes
        process.startSeconds = bootSeconds() + Int64((Double(number(fields, 19) ?? 0) / ticksPerSecond).rounded())
        // The list holds the descriptor by which it is read.
        let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 1
        process.openDescriptors = UInt64(max(0, descriptors - 1))
        process.descriptorLimit = descriptorLimit()
        return process
    }

    private static var pageBytes: UInt64 { UInt64(NSPageSize()) }

    /// The fields of `/proc/self/stat` from the third on: the second is the name, which may hold spaces and brackets.
    private static func statFields() -> [Substring] {
        guard let text = text(at: "/proc/self/stat"), let end = text.lastIndex(of: ")") else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func number(_ fields: [Substring], _ index: Int) -> UInt64? {
        fields.indices.contains(index) ? UInt64(fields[index]) : nil
    }

    /// When the machine started, in seconds since 1970.
    private static func bootSeconds() -> Int64 {
        value(after: "btime ", at: "/proc/stat").flatMap { Int64($0) } ?? 0
    }

    /// The soft limit, which is the first number in its line.
    private static func descriptorLimit() -> UInt64 {
        value(after: "Max open files", at: "/proc/self/limits").flatMap { UInt64($0) } ?? 0
    }

    private static func value(after name: String, at path: String) -> Substring? {
        let line = text(at: path)?.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.dropFirst(name.count).split(separator: " ").first
    }

    private static func text(at path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
