package import GatehouseTransport

/// Where a control listener is, and how a client reaches it.
package enum ControlPlace: Hashable, Sendable {
    case socket(UnixPath)
    case address(SocketAddress)

    /// Reads a path with a slash in it, or a numeric address with a port; nil for anything else.
    package init?(_ text: String) {
        if text.contains("/") {
            guard let path = UnixPath(text) else { return nil }
            self = .socket(path)
        } else {
            guard let address = SocketAddress(text) else { return nil }
            self = .address(address)
        }
    }

    /// The values of Host that requests may have there.
    ///
    /// A page in a browser can be made to send requests to a loopback address under a name of its own (DNS rebinding);
    /// that name then stands in Host.
    package var hosts: [String] {
        switch self {
        case .socket: ["localhost"]
        case .address(let address):
            ["localhost", address.isIPv4 ? address.hostDescription : "[\(address.hostDescription)]"]
        }
    }
}

extension ControlPlace: CustomStringConvertible {
    package var description: String {
        switch self {
        case .socket(let path): path.text
        case .address(let address): address.description
        }
    }
}
