import GatehouseHTTP
import Testing

@testable import GatehousePolicy

@Suite struct TargetScanTests {
    @Test(
        arguments: [
            ("/", 1, true), ("/a?", 2, true), ("/a?b?c", 2, true), ("/a/?b", 3, true), ("//?b", 2, false),
            ("/.?b", 2, false), ("/..", 3, false), ("/...", 4, true), ("/a.", 3, true), ("/.a/", 4, true),
            ("/a/./", 5, false), ("/%20", 4, true), ("/%2a", 4, false), ("/%41", 4, false), ("/%c3%a9", 7, false),
        ] as [(String, Int, Bool)])
    func findsThePathAndItsSpelling(target: String, pathCount: Int, isCanonical: Bool) throws {
        let scan = try TargetScan(target.utf8.span)
        #expect(scan.pathCount == pathCount)
        #expect(scan.isCanonical == isCanonical)
    }

    @Test(arguments: [
        ("*", Reason.routeNotFound), ("", .targetMalformed), ("**", .targetMalformed), ("/;", .pathNotCanonical),
        ("/a?\u{9}", .pathNotCanonical), ("/a?\u{7f}", .pathNotCanonical), ("/a? ", .pathNotCanonical),
    ])
    func refusesWithAReason(target: String, reason: Reason) {
        #expect(throws: Denial(reason)) { _ = try TargetScan(target.utf8.span) }
    }
}
