internal import GatehousePolicy

/// Where operators, scrapers and orchestrators ask the gateway about itself.
package struct AdminSettings: Hashable, Sendable {
    /// Within reach of this machine only.
    package let listen: Place
    /// Where its definition begins in the file.
    package let position: SourcePosition

    /// What can be listened at.
    package enum Place: Hashable, Sendable {
        /// A Unix socket. Relative paths are already joined to the folder of the configuration file.
        case socket(path: String)
        /// A loopback address.
        case address(Endpoint)
    }
}

extension AdminSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "admin", context) else { return nil }
        let listen = section.required("listen", .adminPlace)
        section.finish()
        guard let listen else { return nil }
        self.init(listen: listen, position: node.position)
    }
}

extension ValueReader where Value == AdminSettings.Place {
    /// A path with a slash, or a loopback address: whoever reaches the admin listener can end the gateway.
    static var adminPlace: ValueReader {
        ValueReader { node, context in
            if node.text?.contains("/") == true {
                return ValueReader<String>.filePath.read(node, context).flatMap { socket(at: $0, node, context) }
            }
            if let endpoint = node.text.flatMap({ Endpoint($0) }), endpoint.isLoopback { return .address(endpoint) }
            context.report(
                node, "expected the path of a Unix socket or a loopback address, found \(node.finding)",
                hint: "such as /run/gatehouse/admin.sock or 127.0.0.1:9901; it is not for other machines")
            return nil
        }
    }

    private static func socket(at path: String, _ node: YAMLNode, _ context: ReadingContext) -> Value? {
        // `sockaddr_un` holds no longer one.
        guard path.utf8.count <= 107 else {
            context.report(node, "the path is longer than 107 bytes", hint: "sockets cannot have a longer one")
            return nil
        }
        return .socket(path: path)
    }
}

extension Endpoint {
    /// 127.0.0.0/8 or ::1, written as a number.
    var isLoopback: Bool {
        guard let address = IPAddress(host) else { return false }
        return address.isIPv4 ? address.low >> 24 & 0xff == 0x7f : address.high == 0 && address.low == 1
    }
}
