import Foundation
import GatehouseAudit
import GatehouseHTTP
import GatehouseTransport
import Testing

@testable import GatehouseProxy

struct TrailsTests {
    private let folder: TemporaryFolder
    private let log = LogLines()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func settings(_ name: String = "a.jsonl") -> TrailSettings {
        TrailSettings(audit: .file(folder.path(name)), access: nil)
    }

    /// A batch of refused requests, numbered from `first`.
    private func batch(_ count: Int, from first: Int = 0) -> ByteQueue {
        var queue = ByteQueue()
        for number in first..<first + count {
            queue.append("{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":\"audit\",\"event\":\"request_refused\"")
            queue.append(",\"reason\":\"route_not_found\",\"number\":\(number)}\n")
        }
        return queue
    }

    private func post(_ count: Int, from first: Int = 0, to trails: Trails) {
        trails.post(batch(count, from: first), to: .audit, content: TrailLoss(records: count, rejections: count))
    }

    /// Waits for something that another thread does; a deadline instead of a hope.
    private func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
        let deadline = Clock.monotonicNanoseconds() + 20_000_000_000
        while Clock.monotonicNanoseconds() < deadline {
            if try condition() { return true }
            usleep(2000)
        }
        return false
    }

    private func lost(in lines: [String]) -> (records: Int, rejections: Int) {
        var lost = (records: 0, rejections: 0)
        var index = RecordIndex()
        for line in lines where line.contains("\"records_lost\"") {
            guard index.read(line.utf8.span) else { continue }
            lost.records += index.number(.count, in: line.utf8.span) ?? 0
            let rest = line.split(separator: "\"rejections\":").last ?? ""
            lost.rejections += Int(rest.prefix { $0.isNumber }) ?? 0
        }
        return lost
    }

    @Test func everythingPostedIsWrittenInOrderBeforeTheEnd() throws {
        let trails = try Trails(settings(), logger: log.logger)
        for number in 0..<200 { post(10, from: number * 10, to: trails) }
        trails.close()
        let lines = try folder.lines("a.jsonl")
        #expect(lines.count == 2000)
        #expect(lines.enumerated().allSatisfy { $1.hasSuffix("\"number\":\($0)}") })
        #expect(log.events.isEmpty)
    }

    @Test func rotatedFilesAreCompressedAndKeptWithinBounds() throws {
        var settings = settings()
        settings.rotation = .init(maximumBytes: 10_000, maximumAgeSeconds: 3600)
        settings.retention = .init(maximumFiles: 3, maximumBytes: .max, maximumAgeSeconds: .max)
        settings.synchronization = .each
        let trails = try Trails(settings, logger: log.logger)
        for number in 0..<100 { post(20, from: number * 20, to: trails) }
        let compressed = try eventually {
            try folder.names().filter { $0.hasSuffix(".gz") }.count == 3 && folder.names().count == 4
        }
        #expect(compressed)
        trails.close()
        let written = try folder.lines("a.jsonl")
        #expect(written.contains { $0.contains("record_file_rotated") || $0.hasSuffix("\"number\":1999}") })
        #expect(log.events.contains("record_file_removed"))
    }

    /// A full disk, reached through a link that is later pointed at a disk with room.
    @Test func aFullDiskIsToldOnceCountedExactlyAndSurvived() throws {
        var settings = settings("link")
        settings.onFailure = .refuse
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "/dev/full")
        let trails = try Trails(settings, logger: log.logger)
        #expect(!trails.refusesRequests)
        for number in 0..<50 { post(7, from: number * 7, to: trails) }
        #expect(eventually { trails.refusesRequests })
        try FileManager.default.removeItem(atPath: folder.path("link"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link"), withDestinationPath: folder.path("real"))
        // Without any request, and without being told, it finds out.
        #expect(eventually { !trails.refusesRequests })
        post(5, from: 350, to: trails)
        trails.close()
        let lines = try folder.lines("real")
        let written = lines.filter { $0.contains("request_refused") }.count
        #expect(lost(in: lines) == (355 - written, 355 - written))
        #expect(written >= 5 && lines.last?.hasSuffix("\"number\":354}") == true)
        #expect(log.events.filter { $0 == "records_not_written" }.count == 1)
        #expect(log.events.filter { $0 == "records_written_again" }.count == 1)
    }

    @Test func whoGoesOnIsNotRefused() throws {
        let trails = try Trails(
            TrailSettings(audit: .file("/dev/full"), access: nil), logger: log.logger)
        post(3, to: trails)
        #expect(eventually { trails.ledger(of: .audit).isFailing })
        #expect(!trails.refusesRequests)
        trails.close()
        #expect(log.events.suffix(1) == ["records_lost_at_end"])
    }

    /// The sum of what was written and what was told as lost is what was posted, however full the queue gets.
    @Test func aFullQueueLosesNoCount() throws {
        var settings = settings()
        settings.queueByteLimit = 20_000
        let trails = try Trails(settings, logger: log.logger)
        var posted = 0
        for number in 0..<3000 {
            let count = 1 + number % 40
            post(count, from: posted, to: trails)
            posted += count
        }
        trails.close()
        let lines = try folder.lines("a.jsonl")
        let written = lines.filter { $0.contains("request_refused") }.count
        #expect(written + lost(in: lines).records == posted)
        #expect(written + lost(in: lines).rejections == posted)
    }

    @Test func aFloodOfAccessRecordsDoesNotCrowdOutAuditRecords() throws {
        var settings = TrailSettings(audit: .file(folder.path("a.jsonl")), access: .file(folder.path("b.jsonl")))
        settings.queueByteLimit = 20_000
        let trails = try Trails(settings, logger: log.logger)
        for _ in 0..<500 { trails.post(batch(100), to: .access, content: TrailLoss(records: 100)) }
        post(10, to: trails)
        trails.close()
        let lines = try folder.lines("a.jsonl")
        #expect(lines.filter { $0.contains("request_refused") }.count == 10)
        let accessLines = (try? folder.lines("b.jsonl").count) ?? 0
        #expect(accessLines + lost(in: lines).records == 50_000)
    }

    @Test func aFailingAccessTrailIsTheAuditTrailsToTell() throws {
        var settings = TrailSettings(audit: .file(folder.path("a.jsonl")), access: .file("/dev/full"))
        settings.onFailure = .refuse
        let trails = try Trails(settings, logger: log.logger)
        for _ in 0..<20 { trails.post(batch(5), to: .access, content: TrailLoss(records: 5)) }
        #expect(eventually { trails.ledger(of: .access).loss?.records == 100 })
        #expect(!trails.refusesRequests, "access records are no evidence that requests must wait for")
        trails.close()
        let lines = try folder.lines("a.jsonl")
        #expect(lines.count == 1 && lost(in: lines).records == 100)
        #expect(lines[0].contains("\"trail\":\"access\""))
    }

    @Test func reopensForWhoeverRotatesTheFiles() throws {
        let trails = try Trails(settings(), logger: log.logger)
        post(1, to: trails)
        #expect(try eventually { try folder.text("a.jsonl").hasSuffix("\n") })
        try FileManager.default.moveItem(atPath: folder.path("a.jsonl"), toPath: folder.path("a.1"))
        trails.reopen()
        post(1, from: 1, to: trails)
        trails.close()
        #expect(try folder.lines("a.1").count == 1 && folder.lines("a.jsonl").count == 1)
    }

    @Test func aWrongPathIsAnErrorAtStart() {
        #expect(throws: SystemError(.open, code: ENOENT)) {
            _ = try Trails(
                TrailSettings(audit: .file("/nonexistent/a"), access: nil), logger: log.logger)
        }
    }
}
