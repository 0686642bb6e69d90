import GatehouseHTTP2
import TestSupport
import Testing

struct HTTP2ErrorCodeTests {
    /// RFC 9113 section 7.
    @Test func numbersAreThoseOfTheStandard() {
        let codes: [HTTP2ErrorCode] = [
            .noError, .protocolError, .internalError, .flowControlError, .settingsTimeout, .streamClosed,
            .frameSizeError, .refusedStream, .cancel, .compressionError, .connectError, .enhanceYourCalm,
            .inadequateSecurity, .http11Required,
        ]
        #expect(codes.map(\.rawValue) == Array(0...13))
    }
}
