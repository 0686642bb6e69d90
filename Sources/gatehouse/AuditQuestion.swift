import ArgumentParser
import GatehouseAudit
import GatehouseHTTP
import GatehousePolicy
import GatehouseTransport

/// What all `gatehouse audit` commands are asked with: where to look, and for what.
struct AuditQuestion: ParsableArguments {
    @Option(name: .shortAndLong, help: "The configuration whose record files are searched.")
    var config: String?

    @Argument(help: "Record files, also compressed ones (.gz).")
    var files: [String] = []

    @Option(help: "A reason word (docs/REASONS.md).")
    var reason: [String] = []

    @Option(help: "The ID of a route.")
    var route: [String] = []

    @Option(help: "A client address or network: 203.0.113.7, 2001:db8::/32.")
    var client: [String] = []

    @Option(help: "The ID of a signature key.")
    var key: [String] = []

    @Option(help: "An event word (docs/RECORDS.md).")
    var event: [String] = []

    @Option(help: "From this time on: RFC 3339, or how long ago (90s, 15m, 2h, 7d).")
    var since: String?

    @Option(help: "Up to this time, which is not included.")
    var until: String?

    @Option(help: "A text that stands somewhere in the record.")
    var text: String?

    @Flag(help: "Access records are answers, too.")
    var access = false

    @Option(help: "text, json or csv.")
    var format = AuditFormat.text

    func validate() throws {
        guard config == nil || files.isEmpty else { throw ValidationError("give either --config or files") }
        guard config != nil || !files.isEmpty else { throw ValidationError("give --config or files to search") }
        _ = try filter(nowNanoseconds: Clock.wallNanoseconds())
    }

    /// For commands that count: each rejection has an access record beside its audit record, and would count twice.
    func refuseAccess() throws {
        guard !access else { throw ValidationError("--access is for `list`: it would count rejections twice") }
    }

    /// - Parameter now: what `15m` is taken from.
    /// - Returns: which records are asked for.
    /// - Throws: for words that do not exist, and for times and networks that cannot be read: a misspelt question must
    ///   not look like one without an answer.
    func filter(nowNanoseconds now: Int64) throws -> RecordFilter {
        for word in reason where Reason(rawValue: word) == nil { throw ValidationError("there is no reason `\(word)`") }
        for word in event where AuditEvent(rawValue: word) == nil {
            throw ValidationError("there is no event `\(word)`")
        }
        var filter = RecordFilter()
        filter.reasons = reason
        filter.routes = route
        filter.keys = key
        filter.events = event
        filter.includesAccess = access
        if !client.isEmpty { filter.clients = NetworkSet(try client.map(Self.network)) }
        filter.since = try since.map { try Self.time($0, now) }
        filter.until = try until.map { try Self.time($0, now) }
        if let text { filter.setText(text) }
        return filter
    }

    private static func network(_ text: String) throws -> Network {
        guard let network = Network(text) else {
            throw ValidationError("`\(text)` is no address and no network (the bits behind the prefix must be zero)")
        }
        return network
    }

    private static func time(_ text: String, _ now: Int64) throws -> Timestamp {
        if let time = Timestamp(parsing: text.utf8.span) { return time }
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ seconds[$0] }), text.dropLast().allSatisfy({ "0"..."9" ~= $0 }),
            let amount = Int64(text.dropLast()), amount <= 36_500 * 86_400 / unit
        else { throw ValidationError("`\(text)` is no time: write 2026-11-25T16:00:00Z, or 15m for 15 minutes ago") }
        return Timestamp(nanoseconds: now - amount * unit * 1_000_000_000)
    }

    /// Where to look.
    func locate(_ filter: RecordFilter) throws(AuditFiles.Failure) -> AuditFiles {
        guard let config else { return AuditFiles(paths: files) }
        return try AuditFiles(configuration: config, includesAccess: access, since: filter.since)
    }
}
