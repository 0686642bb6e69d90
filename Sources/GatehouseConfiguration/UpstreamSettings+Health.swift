extension UpstreamSettings.Health {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "health_check", context) else { return nil }
        let path = section.required("path", .checkedPath, hint: "Spring Boot has /actuator/health")
        let interval = section.value(
            "interval", .duration(in: .milliseconds(100) ... .seconds(300)), default: .seconds(5))
        let timeout = section.value(
            "timeout", .duration(in: .milliseconds(10) ... .seconds(60)), default: .seconds(2))
        let healthy = section.value("healthy", .integer(in: 1...10), default: 2)
        let unhealthy = section.value("unhealthy", .integer(in: 1...10), default: 3)
        let statuses = section.value("statuses", .list(of: .statusRange), default: [200...299])
        let failsOpen = section.value("fail_open", .flag, default: false)
        section.finish()
        guard let path, let interval, let timeout, let healthy, let unhealthy, let statuses, let failsOpen else {
            return nil
        }
        self.init(
            path: path, interval: interval, timeout: timeout, healthy: healthy, unhealthy: unhealthy,
            statuses: statuses, failsOpen: failsOpen)
    }
}

extension UpstreamSettings.Ejection {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "ejection", context) else { return nil }
        let failures = section.value("failures", .integer(in: 1...1000), default: 5)
        let range: ClosedRange<Duration> = .milliseconds(100) ... .seconds(3600)
        let first = section.value("first", .duration(in: range), default: .seconds(5))
        let longest = section.value("longest", .duration(in: range), default: .seconds(60))
        section.finish()
        guard let failures, let first, let longest else { return nil }
        guard first <= longest else {
            section.report("`first` is longer than `longest`", hint: "swap them", at: "first")
            return nil
        }
        self.init(failures: failures, first: first, longest: longest)
    }
}

extension ValueReader where Value == String {
    /// What is asked for by a check: path and query as they are sent.
    fileprivate static var checkedPath: ValueReader {
        text(
            "a path such as /actuator/health",
            hint: { _ in "with a slash first, without spaces and `#`, up to 1024 characters" }
        ) { text in
            let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
            return text.hasPrefix("/") && text.utf8.count <= 1024 && isVisible ? text : nil
        }
    }
}

extension ValueReader where Value == ClosedRange<UInt16> {
    /// One status or a range of final ones.
    fileprivate static var statusRange: ValueReader {
        ValueReader { node, context in
            if let range = node.scalarText.flatMap(Self.range) { return range }
            context.report(
                node, "expected a status or a range such as 200-299, found \(node.finding)",
                hint: "three digits each, from 200 to 599, the smaller first")
            return nil
        }
    }

    private static func range(_ text: String) -> ClosedRange<UInt16>? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.isDecimal && $0.utf8.count == 3 ? UInt16($0) : nil }
        guard numbers.count == parts.count, let first = numbers.first, let last = numbers.last, numbers.count <= 2,
            first >= 200, first <= last, last <= 599
        else { return nil }
        return first...last
    }
}
