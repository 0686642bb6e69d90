import TestSupport
import Testing

@testable import GatehouseHTTP2

struct FrameScannerTests {
    private func scan(_ pieces: [[UInt8]], prefaceLength: Int = 0) -> [FrameHeader] {
        var scanner = FrameScanner(prefaceLength: prefaceLength)
        var found: [FrameHeader] = []
        for piece in pieces {
            var cursor = 0
            while let header = scanner.next(in: piece.span, from: &cursor) { found.append(header) }
            #expect(cursor == piece.count)
        }
        return found
    }

    private let bytes =
        WireFrame.data(1, [1, 2, 3], ends: true).bytes + WireFrame.settings().bytes
        + WireFrame(kind: 0x33, flags: 0xff, stream: 0xffff_ffff, payload: [UInt8](repeating: 9, count: 70_000)).bytes

    private let expected = [
        FrameHeader(length: 3, kind: .data, flags: 1, stream: 1),
        FrameHeader(length: 0, kind: .settings, flags: 0, stream: 0),
        FrameHeader(length: 70_000, kind: .unknown, flags: 0xff, stream: 0x7fff_ffff),
    ]

    @Test func findsEveryHeader() {
        #expect(scan([bytes]) == expected)
    }

    @Test func piecesDoNotMatter() {
        for cut in 0..<40 { #expect(scan([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected) }
        #expect(scan(bytes.map { [$0] }) == expected)
    }

    @Test func prefaceIsPassedOver() {
        #expect(scan([RawPeer.preface + bytes], prefaceLength: 24) == expected)
        #expect(scan((RawPeer.preface + bytes).map { [$0] }, prefaceLength: 24) == expected)
    }

    @Test func cursorStandsBehindTheHeader() {
        var scanner = FrameScanner(prefaceLength: 0)
        var cursor = 0
        _ = scanner.next(in: bytes.span, from: &cursor)
        #expect(cursor == 9)
        _ = scanner.next(in: bytes.span, from: &cursor)
        #expect(cursor == 21)
    }
}
