import GatehouseTransport
import Glibc
import Testing

@testable import GatehouseProxy

struct TrailFileTests {
    private let line = "{\"time\":\"1970-01-01T00:00:10.000000Z\",\"record\":\"audit\"}\n"

    @Test func aLineThatACrashCutOffIsEndedFirst() throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"time\":\"19", to: "a.jsonl")
        let file = try TrailFile(.file(folder.path("a.jsonl")), nil)
        #expect(file.write(line.utf8.span, atNanoseconds: 0) == nil)
        #expect(file.write(line.utf8.span, atNanoseconds: 0) == nil)
        #expect(try folder.lines("a.jsonl") == ["{\"time\":\"19", String(line.dropLast()), String(line.dropLast())])
    }

    @Test func rotatesBeforeItWouldGrowTooLarge() throws {
        let folder = try TemporaryFolder()
        let rotation = TrailSettings.Rotation(maximumBytes: 100, maximumAgeSeconds: 1000)
        let file = try TrailFile(.file(folder.path("a.jsonl")), rotation)
        #expect(try file.rotateIfDue(adding: 500, atNanoseconds: 0) == nil, "an empty file is not set aside")
        _ = file.write(line.utf8.span, atNanoseconds: 0)
        #expect(try file.rotateIfDue(adding: 100 - line.utf8.count, atNanoseconds: 5_000) == nil)
        #expect(
            try file.rotateIfDue(adding: 101 - line.utf8.count, atNanoseconds: 5_000)
                == "a-19700101T000000.000005Z.jsonl")
        _ = file.write(line.utf8.span, atNanoseconds: 0)
        // The same moment again: nothing is overwritten.
        #expect(try file.rotateIfDue(adding: 100, atNanoseconds: 5_000) == "a-19700101T000000.000006Z.jsonl")
        #expect(
            try folder.names() == ["a-19700101T000000.000005Z.jsonl", "a-19700101T000000.000006Z.jsonl", "a.jsonl"])
        #expect(try folder.text("a.jsonl") == "")
    }

    @Test func theAgeIsThatOfTheFirstRecordAlsoAfterARestart() throws {
        let folder = try TemporaryFolder()
        let rotation = TrailSettings.Rotation(maximumBytes: 1000, maximumAgeSeconds: 60)
        try folder.write(line, to: "a.jsonl")
        let file = try TrailFile(.file(folder.path("a.jsonl")), rotation)
        #expect(file.ageDueNanoseconds == 70_000_000_000)
        #expect(try file.rotateIfDue(adding: 0, atNanoseconds: 69_999_999_999) == nil)
        #expect(try file.rotateIfDue(adding: 0, atNanoseconds: 70_000_000_000) != nil)
        #expect(file.ageDueNanoseconds == nil)
    }

    /// Set back, the clock makes no file older and overwrites none; set forward, it sets one aside early and no more.
    @Test func aClockThatJumpsLosesNothing() throws {
        let folder = try TemporaryFolder()
        let rotation = TrailSettings.Rotation(maximumBytes: 100, maximumAgeSeconds: 60)
        let file = try TrailFile(.file(folder.path("a.jsonl")), rotation)
        _ = file.write(line.utf8.span, atNanoseconds: 1_000_000_000_000)
        #expect(try file.rotateIfDue(adding: 0, atNanoseconds: 5_000) == nil)
        #expect(try file.rotateIfDue(adding: 100, atNanoseconds: 5_000) == "a-19700101T000000.000005Z.jsonl")
        _ = file.write(line.utf8.span, atNanoseconds: 5_000)
        #expect(try file.rotateIfDue(adding: 0, atNanoseconds: .max) != nil)
        #expect(try file.rotateIfDue(adding: 0, atNanoseconds: .max) == nil)
        _ = file.write(line.utf8.span, atNanoseconds: .max)
        #expect(try file.rotateIfDue(adding: 0, atNanoseconds: 5_000) == nil)
        let lines = try folder.names().flatMap { try folder.lines($0) }
        #expect(lines == Array(repeating: String(line.dropLast()), count: 3))
    }

    @Test func linksAndDevicesAreNotMoved() throws {
        let folder = try TemporaryFolder()
        let rotation = TrailSettings.Rotation(maximumBytes: 10, maximumAgeSeconds: 60)
        try folder.write(line, to: "real")
        #expect(unsafe symlink(folder.path("real"), folder.path("a.jsonl")) == 0)
        let file = try TrailFile(.file(folder.path("a.jsonl")), rotation)
        #expect(try file.rotateIfDue(adding: 10, atNanoseconds: 0) == nil)
        #expect(try folder.names() == ["a.jsonl", "real"])
    }

    /// The limit is the whole process's, so it is set where no other test writes: far behind the end of any other file.
    @Test func aWriteThatIsCutOffTellsHowFarItCame() throws {
        let folder = try TemporaryFolder()
        let limit = 1 << 30
        try folder.write("", to: "a.jsonl")
        #expect(unsafe truncate(folder.path("a.jsonl"), limit - line.utf8.count - 5) == 0)
        let file = try TrailFile(.file(folder.path("a.jsonl")), nil)
        FileSink.reportSizeLimits()
        var old = rlimit()
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old)
        var low = rlimit(rlim_cur: rlim_t(limit), rlim_max: old.rlim_max)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &low)
        // The file ends with a hole, which is no line break: one byte goes for that.
        let failure = file.write((line + line).utf8.span, atNanoseconds: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old)
        #expect(failure?.error == SystemError(.write, code: EFBIG))
        #expect(failure?.written == line.utf8.count + 4)
        // Room again: the half line is ended, and the next one is whole.
        #expect(file.write(line.utf8.span, atNanoseconds: 0) == nil)
        #expect(file.byteCount == UInt64(limit + 1 + line.utf8.count))
    }
}
