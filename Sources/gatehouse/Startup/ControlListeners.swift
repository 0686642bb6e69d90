import GatehouseAdmin
import GatehouseConfiguration
import GatehouseTransport

/// The admin and health listeners of a running gateway.
struct ControlListeners {
    /// Which of them cannot be opened, and why.
    struct Failure: Error {
        let name: String
        let error: SystemError
    }

    private var admin: ControlServer?
    private var health: ControlServer?
    private let isHealthCheckedByConnecting: Bool

    /// Opens what the configuration names.
    ///
    /// - Parameters:
    ///   - document: validated.
    ///   - desk: for the admin pages.
    /// - Throws: when a place is taken. What was opened before is closed again.
    init(_ document: ConfigurationDocument, _ desk: AdminDesk) throws(Failure) {
        isHealthCheckedByConnecting = document.health?.path == nil
        if let settings = document.admin { admin = try Self.openAdmin(settings, desk.sources) }
        guard let settings = document.health else { return }
        do {
            health = try Self.openHealth(settings, desk.lifecycle)
        } catch {
            admin?.stop()
            throw error
        }
    }

    private static func openAdmin(
        _ settings: AdminSettings, _ sources: AdminSources
    ) throws(Failure) -> ControlServer {
        let place: ControlPlace? =
            switch settings.listen {
            case .socket(let path): UnixPath(path).map { .socket($0) }
            case .address(let address): SocketAddress(address.description).map { .address($0) }
            }
        let checked = checked(place)
        let pages = AdminPages(sources, at: checked)
        return try open("admin", at: checked, .pages { { pages.reply(to: $0) } })
    }

    private static func openHealth(
        _ settings: HealthSettings, _ lifecycle: Lifecycle
    ) throws(Failure) -> ControlServer {
        let place = checked(SocketAddress(settings.address.description).map { .address($0) })
        guard let path = settings.path else { return try open("health", at: place, .connections) }
        let pages = HealthPages(path: path) { lifecycle.isReady }
        return try open("health", at: place, .pages { { pages.reply(to: $0) } })
    }

    private static func checked(_ place: ControlPlace?) -> ControlPlace {
        guard let place else { preconditionFailure("the configuration has let a place pass that is none") }
        return place
    }

    private static func open(
        _ name: String, at place: ControlPlace, _ service: ControlServer.Service
    ) throws(Failure) -> ControlServer {
        do {
            return try ControlServer(name: name, at: place, service)
        } catch {
            throw Failure(name: name, error: error)
        }
    }

    /// Where they are bound, for the log; sockets have no address.
    var boundAddresses: [(name: String, address: SocketAddress)] {
        [("admin", admin?.boundAddress), ("health", health?.boundAddress)].compactMap { name, address in
            address.map { (name, $0) }
        }
    }

    /// The drain begins: checks that only connect are refused from now on. HTTP checks read it from the lifecycle.
    func drainBegins() {
        if isHealthCheckedByConnecting { health?.closeListener() }
    }

    /// Ends them.
    func stop() {
        admin?.stop()
        health?.stop()
    }
}
