import TestSupport
import Testing

@testable import GatehouseHTTP2

struct FrameHeaderTests {
    @Test(arguments: [
        (FrameHeader.Kind.data, UInt8(1), true, false), (.headers, 1, true, true), (.headers, 5, true, false),
        (.headers, 4, false, false), (.continuation, 0, false, true), (.continuation, 4, false, false),
        (.ping, 1, false, false), (.settings, 1, false, false), (.pushPromise, 0, false, true),
    ])
    func flagsMeanSomethingOnTheirFramesOnly(_ kind: FrameHeader.Kind, _ flags: UInt8, _ ends: Bool, _ open: Bool) {
        let header = FrameHeader(length: 0, kind: kind, flags: flags, stream: 1)
        #expect(header.endsStream == ends)
        #expect(header.leavesSectionOpen == open)
    }
}
