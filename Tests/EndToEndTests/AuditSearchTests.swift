import ArgumentParser
import Foundation
import GatehouseAudit
import GatehouseCrypto
import GatehouseTransport
import Testing

@testable import gatehouse

/// Questions to real files.
struct AuditSearchTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func line(_ number: Int, reason: String = "route_not_found") -> String {
        let time = "2026-11-25T16:03:\(10 + number % 50).000000Z"
        return
            "{\"time\":\"\(time)\",\"record\":\"audit\",\"event\":\"request_refused\",\"client\":\"192.0.2.\(number % 250)\","
            + "\"target\":\"/\(number)\",\"reason\":\"\(reason)\",\"status\":404}\n"
    }

    private func write(_ content: [UInt8], _ name: String) throws -> String {
        let url = folder.appending(path: name)
        try Data(content).write(to: url)
        return url.path
    }

    private func compressed(_ content: [UInt8]) throws -> [UInt8] {
        var compressor = try GzipCompressor(level: 1)
        var output: [UInt8] = []
        compressor.compress(content.span) { piece in for index in piece.indices { output.append(piece[index]) } }
        compressor.finish { piece in for index in piece.indices { output.append(piece[index]) } }
        return output
    }

    private func targets(in path: String, _ filter: RecordFilter = RecordFilter()) -> (found: [String], AuditReport) {
        var search = AuditSearch(filter)
        var found: [String] = []
        search.search(path) { index, line in
            let target = line.extracting(index.range(of: .target))
            found.append(String(decoding: target.indices.map { target[$0] }, as: UTF8.self))
        }
        return (found, search.report)
    }

    /// Long enough for many pieces, whose ends fall anywhere into lines.
    @Test func linesAcrossPiecesAreFoundInPlainAndCompressedFiles() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let content = Array((0..<8000).map { line($0) }.joined().utf8)
        let expected = (0..<8000).map { "/\($0)" }
        for path in [try write(content, "a.jsonl"), try write(compressed(content), "a.jsonl.gz")] {
            let (found, report) = targets(in: path)
            #expect(found == expected)
            #expect(report == AuditReport(lines: 8000))
        }
    }

    @Test func filtersByBytesAndByMembers() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = line(1) + line(2, reason: "signature_invalid") + line(3)
        let path = try write(Array(text.utf8), "a.jsonl")
        var filter = RecordFilter()
        filter.reasons = ["signature_invalid"]
        #expect(targets(in: path, filter).found == ["/2"])
        filter.reasons = []
        filter.setText("\"target\"")
        #expect(targets(in: path, filter).found == [], "quotes in a text are escaped in records")
        filter.setText("192.0.2.3")
        #expect(targets(in: path, filter).found == ["/3"])
    }

    @Test func whatIsNoRecordIsCountedAndPassedOver() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let half = String(line(2).prefix(50))
        let long = String(repeating: "x", count: 3_000_000)
        let text = line(1) + "\n" + half + "\n" + line(3) + "garbage\n" + long + "\n" + line(4) + half
        let (found, report) = targets(in: try write(Array(text.utf8), "a.jsonl"))
        #expect(found == ["/1", "/3", "/4"])
        #expect(report.corruptLines == 3 && report.unfinishedFiles.count == 1 && report.failures.isEmpty)
        #expect(report.firstCorruptLine?.line == 2)
    }

    @Test func aDamagedCompressedFileGivesWhatCanBeRead() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let packed = try compressed(Array((0..<5000).map { line($0) }.joined().utf8))
        let (found, report) = targets(in: try write(Array(packed.prefix(packed.count / 2)), "a.gz"))
        #expect(found.count > 100 && found.first == "/0")
        #expect(report.failures.count == 1 && report.failures[0].isUnreadable == false)
        #expect(targets(in: folder.path + "/missing").1.failures.first?.isUnreadable == true)
    }

    @Test func aConfigurationNamesAllFilesOfItsTrail() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let policy = """
            version: 1
            listeners: [{name: l, address: "127.0.0.1:0", redirect_to_https: {hosts: [a.example]}}]
            upstreams: [{name: c, address: "127.0.0.1:1", protocol: h2c}]
            routes: [{id: r, hosts: ["*"], path: /, methods: [GET], exposure: public, require: none, upstream: c}]
            audit: {records: audit.jsonl, access: none}
            """
        let config = try write(Array(policy.utf8), "policy.yaml")
        for name in [
            "audit.jsonl", "audit-20261125T100000.000000Z.jsonl.gz", "audit-20261125T110000.000000Z.jsonl",
            "audit-20261125T110000.000000Z.jsonl.gz", "audit-20261125T120000.000000Z.jsonl", "audit-old.jsonl",
            "audit-20261125T120000.000000Z.jsonl.gz.part",
        ] {
            _ = try write([], name)
        }
        func names(since: String?) throws -> [String] {
            let since = since.flatMap { Timestamp(parsing: $0.utf8.span) }
            return try AuditFiles(configuration: config, includesAccess: true, since: since).paths
                .map { String($0.split(separator: "/").last ?? "") }
        }
        let all = [
            "audit-20261125T100000.000000Z.jsonl.gz", "audit-20261125T110000.000000Z.jsonl.gz",
            "audit-20261125T120000.000000Z.jsonl", "audit.jsonl",
        ]
        #expect(try names(since: nil) == all)
        #expect(try names(since: "2026-11-25T11:30:00Z") == Array(all.suffix(2)))
    }

    /// Records are found as they come, also across a rotation, and each once.
    @Test func followsAFileThatIsSetAside() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/a.jsonl"
        let sink = try FileSink(appendingTo: path)
        var search = AuditSearch(RecordFilter())
        var follower = AuditFollower(path: path)
        var found = 0
        var turn = 0
        let idle = {
            turn += 1
            try? sink.write(line(turn).utf8.span)
            if turn == 3 {
                try? FileManager.default.moveItem(atPath: path, toPath: path + ".1")
                try? sink.write(line(99).utf8.span)
                try? sink.reopen()
            }
            return turn < 8
        }
        follower.follow(&search, idle: idle) { _, _ in found += 1 }
        // Seven turns were read back, and the line between moving and reopening.
        #expect(found >= 6 && search.report.corruptLines == 0)
    }

    @Test(arguments: [
        ["--reason", "no_such_reason", "f"], ["--event", "no_such_event", "f"], ["--since", "yesterday", "f"],
        ["--since", "15", "f"], ["--client", "10.0.0.1/8", "f"], ["--client", "example.com", "f"], [],
        ["-c", "p.yaml", "f"], ["--format", "xml", "f"], ["--until", "99999999999999999999d", "f"],
        ["--since", "m", "f"],
    ])
    func aMisspeltQuestionIsRefused(_ arguments: [String]) {
        #expect(throws: (any Error).self) { _ = try AuditQuestion.parse(arguments) }
    }

    @Test func nothingIsCountedTwice() {
        #expect(throws: (any Error).self) { _ = try AuditSummaryCommand.parse(["--access", "f"]) }
        #expect(throws: (any Error).self) { _ = try AuditTopCommand.parse(["--access", "f"]) }
        #expect(throws: (any Error).self) { _ = try AuditTopCommand.parse(["--limit", "0", "f"]) }
        #expect(throws: Never.self) { _ = try AuditListCommand.parse(["--access", "f"]) }
    }

    @Test func timesMayBeTakenFromNow() throws {
        let question = try AuditQuestion.parse(["--since", "15m", "--until", "2026-11-25T16:00:00Z", "f"])
        let filter = try question.filter(nowNanoseconds: 1_000_000_000_000)
        #expect(filter.since == Timestamp(nanoseconds: 100_000_000_000))
        #expect(filter.until == Timestamp(parsing: "2026-11-25T16:00:00Z".utf8.span))
    }

    @Test func tablesInEachFormat() {
        var counter = RecordCounter()
        for (text, count) in [("a,b", 7), ("", 1200), ("c", 1)] { counter.add(count, to: text.utf8.span) }
        let tables = AuditTables(total: 1208, tables: [AuditTable("path", counter, limit: 2)])
        #expect(
            tables.text(.text)
                == "1208 rejections\n\nCOUNT  PATH\n 1200  -\n    7  a,b\n    1  (others)\n")
        #expect(tables.text(.csv) == "table,value,count\r\npath,,1200\r\npath,\"a,b\",7\r\npath,(others),1\r\n")
        #expect(
            tables.text(.json)
                == "{\"rejections\":1208,\"path\":[{\"path\":\"-\",\"count\":1200},{\"path\":\"a,b\",\"count\":7}],"
                + "\"path_others\":1}\n")
    }
}
