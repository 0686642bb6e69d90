import GatehouseHTTP
import GatehousePolicy

/// The first bytes of a connection behind a load balancer.
///
/// However little has arrived, the answer is the one that comes of all, or asks for more; never for more than there can
/// be, and never for what would take bytes of the connection itself.
enum ProxyProtocolFuzz {
    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        let whole = ProxyProtocol.parse(input.span)
        for count in 0..<input.count {
            switch ProxyProtocol.parse(input.span.extracting(0..<count)) {
            case .needMore(let wanted):
                try demand(wanted > count && wanted <= 4_096, "asks for \(wanted) bytes with \(count)")
                try checkPatience(wanted, whole)
            case .header(let used, let source, let port):
                try demand(used <= count, "a header of more bytes than there are")
                try demand(
                    whole == .header(byteCount: used, source: source, sourcePort: port),
                    "\(count) bytes give another client than all: \(whole)")
            case .malformed: try demand(whole == .malformed, "\(count) bytes are malformed, all are not")
            }
        }
        try checkWhole(whole, input)
    }

    /// The transport waits for so many bytes: a complete header must not be shorter, or the handshake behind it would
    /// hang.
    private static func checkPatience(_ wanted: Int, _ whole: ProxyHeaderResult) throws(FuzzFinding) {
        if case .header(let used, _, _) = whole {
            try demand(wanted <= used, "waits for \(wanted) bytes of a header of \(used)")
        }
    }

    private static func checkWhole(_ whole: ProxyHeaderResult, _ input: [UInt8]) throws(FuzzFinding) {
        guard case .header(let used, let source, let port) = whole else { return }
        try demand(used > 0 && used <= input.count, "uses \(used) of \(input.count) bytes")
        // What follows is the connection's, whatever it is.
        let longer = Array(input.prefix(used)) + Array("PROXY TCP4 ".utf8)
        try demand(ProxyProtocol.parse(longer.span) == whole, "what follows the header changes it")
        guard let source else { return }
        let text = "\(source)"
        let family = text.contains(":") ? "TCP6" : "TCP4"
        let line = "PROXY \(family) \(text) \(text) \(port) 443\r\n"
        let again = ProxyProtocol.parse(line.utf8.span)
        try demand(
            again == .header(byteCount: line.utf8.count, source: source, sourcePort: port),
            "\(line.debugDescription) gives \(again)")
    }
}
