/// Where the admin pages get what they show, and who carries out what they are told: handed in by the executable.
///
/// Called in the admin server's thread; none may wait longer than a client would.
package struct AdminSources: Sendable {
    package let readiness: @Sendable () -> Readiness
    /// The page for Prometheus.
    package let metrics: @Sendable () -> String
    package let routes: @Sendable () -> [RouteStatus]
    package let certificates: @Sendable () -> [CertificateStatus]
    package let upstreams: @Sendable () -> [UpstreamStatus]
    /// Begins what the order says.
    package let perform: @Sendable (AdminAct) -> ActOutcome
    /// Writes an order down: what, from whom, and what came of it.
    package let record: @Sendable (AdminAct, _ caller: String, ActOutcome) -> Void

    package init(
        readiness: @escaping @Sendable () -> Readiness, metrics: @escaping @Sendable () -> String,
        routes: @escaping @Sendable () -> [RouteStatus],
        certificates: @escaping @Sendable () -> [CertificateStatus],
        upstreams: @escaping @Sendable () -> [UpstreamStatus],
        perform: @escaping @Sendable (AdminAct) -> ActOutcome,
        record: @escaping @Sendable (AdminAct, _ caller: String, ActOutcome) -> Void
    ) {
        self.readiness = readiness
        self.metrics = metrics
        self.routes = routes
        self.certificates = certificates
        self.upstreams = upstreams
        self.perform = perform
        self.record = record
    }
}
