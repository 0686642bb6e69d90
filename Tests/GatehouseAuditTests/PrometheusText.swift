/// A strict reader of the text format of Prometheus (version 0.0.4): what a scraper could read in two ways is an error.
struct PrometheusText {
    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    struct Family {
        let name: String
        let help: String
        let type: String
        var samples: [Sample] = []
    }

    struct Malformed: Error {
        let line: Int
        let what: String
    }

    private(set) var families: [Family] = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(line: 0, what: "no final line end") }
        var help: (name: String, text: String)?
        for (index, line) in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let number = index + 1
            if line.hasPrefix("# HELP ") {
                help = try Self.comment(line, number)
            } else if line.hasPrefix("# TYPE ") {
                let type = try Self.comment(line, number)
                guard let head = help, head.name == type.name else { throw Malformed(line: number, what: "TYPE") }
                try begin(Family(name: head.name, help: head.text, type: type.text), number)
                help = nil
            } else {
                try add(try Self.sample(line, number), number)
            }
        }
        for family in families where family.type == "histogram" { try Self.checkHistogram(family) }
    }

    private static func comment(_ line: Substring, _ number: Int) throws -> (name: String, text: String) {
        let rest = line.dropFirst(7)
        guard let space = rest.firstIndex(of: " "), isName(rest[..<space]) else {
            throw Malformed(line: number, what: "comment")
        }
        return (String(rest[..<space]), String(rest[rest.index(after: space)...]))
    }

    private mutating func begin(_ family: Family, _ number: Int) throws {
        guard !families.contains(where: { $0.name == family.name }) else {
            throw Malformed(line: number, what: "family twice")
        }
        guard ["counter", "gauge", "histogram"].contains(family.type), !family.help.isEmpty else {
            throw Malformed(line: number, what: "head of \(family.name)")
        }
        guard (family.type == "counter") == family.name.hasSuffix("_total") else {
            throw Malformed(line: number, what: "counters, and only they, end in _total")
        }
        families.append(family)
    }

    private mutating func add(_ sample: Sample, _ number: Int) throws {
        guard let last = families.indices.last else { throw Malformed(line: number, what: "sample before its head") }
        let name = families[last].name
        let suffixes = families[last].type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { sample.name == name + $0 }) else {
            throw Malformed(line: number, what: "\(sample.name) below \(name)")
        }
        guard !families[last].samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
            throw Malformed(line: number, what: "series twice")
        }
        families[last].samples.append(sample)
    }

    private static func sample(_ line: Substring, _ number: Int) throws -> Sample {
        let nameEnd = line.firstIndex { $0 == "{" || $0 == " " } ?? line.endIndex
        guard isName(line[..<nameEnd]) else { throw Malformed(line: number, what: "name") }
        var rest = line[nameEnd...]
        var labels: [String: String] = [:]
        if rest.first == "{" { labels = try takeLabels(&rest, number) }
        guard rest.first == " ", let value = Double(rest.dropFirst()), !rest.dropFirst().contains(" ") else {
            throw Malformed(line: number, what: "value")
        }
        return Sample(name: String(line[..<nameEnd]), labels: labels, value: value)
    }

    private static func takeLabels(_ rest: inout Substring, _ number: Int) throws -> [String: String] {
        var labels: [String: String] = [:]
        repeat {
            rest.removeFirst()
            guard let equals = rest.firstIndex(of: "="), isName(rest[..<equals]) else {
                throw Malformed(line: number, what: "label")
            }
            let name = String(rest[..<equals])
            rest = rest[equals...].dropFirst()
            guard labels.updateValue(try takeValue(&rest, number), forKey: name) == nil else {
                throw Malformed(line: number, what: "label twice")
            }
        } while rest.first == ","
        guard rest.first == "}" else { throw Malformed(line: number, what: "no }") }
        rest.removeFirst()
        return labels
    }

    private static func takeValue(_ rest: inout Substring, _ number: Int) throws -> String {
        guard rest.popFirst() == "\"" else { throw Malformed(line: number, what: "no quote") }
        var value = ""
        while let character = rest.popFirst() {
            if character == "\"" { return value }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            case "n": value.append("\n")
            default: throw Malformed(line: number, what: "escape")
            }
        }
        throw Malformed(line: number, what: "open quote")
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, first == 0x5F || (0x61...0x7A).contains(first) else { return false }
        return text.utf8.allSatisfy { $0 == 0x5F || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }

    /// Buckets rise to `+Inf`, which is the count, for each set of labels.
    private static func checkHistogram(_ family: Family) throws {
        let series = Dictionary(grouping: family.samples) { sample in
            sample.labels.filter { $0.key != "le" }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        }
        for samples in series.values {
            let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
            let bounds = buckets.compactMap { Double($0.labels["le"] ?? "") }
            let count = samples.first { $0.name.hasSuffix("_count") }?.value
            guard bounds.count == buckets.count, bounds.last == .infinity, bounds == bounds.sorted(),
                buckets.map(\.value) == buckets.map(\.value).sorted(), buckets.last?.value == count,
                samples.contains(where: { $0.name.hasSuffix("_sum") })
            else { throw Malformed(line: 0, what: "histogram \(family.name)") }
        }
    }

    // MARK: Asking

    func family(_ name: String) -> Family? {
        families.first { $0.name == name }
    }

    /// The value of one series; nil when there is none.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }
}
