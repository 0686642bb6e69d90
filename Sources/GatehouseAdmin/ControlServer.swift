package import GatehouseTransport

/// A small HTTP/1.1 server for the gateway's own pages, on one listener, in a thread of its own.
///
/// It shares nothing with the workers: a flood of requests to the gateway does not keep it from answering, and a slow
/// scraper does not keep the gateway.
package final class ControlServer: Sendable {
    /// What connections get.
    package enum Service: Sendable {
        /// Answers to requests. The closure runs once, in the server's thread, and gives what answers there.
        case pages(@Sendable () -> (ControlRequest) -> ControlReply)
        /// Nothing: they are closed at once. For checks that only connect.
        case connections
    }

    /// Where it is bound, when it is an address; tells the port when 0 was asked for.
    package let boundAddress: SocketAddress?
    private let orders: Mailbox<ControlOrder>
    private let thread: WorkerThread

    /// Binds and starts to serve.
    ///
    /// - Parameters:
    ///   - name: of the thread.
    ///   - place: where to listen.
    ///   - service: what to do there.
    ///   - limits: what peers may use.
    /// - Throws: when the place is taken, or the system has no thread or descriptor.
    package init(
        name: String, at place: ControlPlace, _ service: Service, limits: ControlLimits = ControlLimits()
    ) throws(SystemError) {
        let door = try OpenDoor(at: place)
        boundAddress = door.boundAddress
        let orders = try Mailbox<ControlOrder>()
        let handover = DoorHandover(door)
        self.orders = orders
        thread = try WorkerThread.spawn(name: name) {
            do {
                try ControlLoop(handover.take(), orders, service, limits).run()
            } catch {
                // Without it nobody could see or end the gateway any more, and the operator would not know.
                preconditionFailure("a control listener cannot have its event loop: \(error)")
            }
        }
    }

    /// Refuses connections from now on; open ones are served to their end.
    package func closeListener() {
        orders.post(.closeListener)
    }

    /// Ends it, and waits for that. Called once.
    package func stop() {
        orders.post(.stop)
        thread.join()
    }
}

/// What the thread of a control server is told.
enum ControlOrder: Sendable {
    case closeListener, stop
}
