/// Every metric that there is: the closed list. `docs/METRICS.md` says what each means and when to worry.
package enum MetricFamily: String, CaseIterable, Sendable {
    case buildInfo = "gatehouse_build_info"
    case policyInfo = "gatehouse_policy_info"
    case ready = "gatehouse_ready"
    case draining = "gatehouse_draining"
    case workers = "gatehouse_workers"
    case silentWorkers = "gatehouse_workers_silent"
    case reloads = "gatehouse_reloads_total"
    case reloadSuccess = "gatehouse_reload_success_timestamp_seconds"
    case certificateLeft = "gatehouse_certificate_left_seconds"
    case certificateGeneration = "gatehouse_certificate_generation"
    case rotations = "gatehouse_rotations_total"
    case recordsQueue = "gatehouse_records_queue_bytes"
    case recordsQueueLimit = "gatehouse_records_queue_limit_bytes"
    case recordsLost = "gatehouse_records_lost_total"
    case processResident = "gatehouse_process_resident_bytes"
    case processProcessor = "gatehouse_process_cpu_seconds_total"
    case processDescriptors = "gatehouse_process_open_descriptors"
    case processDescriptorLimit = "gatehouse_process_descriptors_limit"
    case processStart = "gatehouse_process_start_timestamp_seconds"
    case memoryAllocated = "gatehouse_memory_allocated_bytes"
    case memoryBudget = "gatehouse_memory_budget_bytes"
    case connectionsAccepted = "gatehouse_connections_accepted_total"
    case acceptsFailed = "gatehouse_accepts_failed_total"
    case connectionsOpen = "gatehouse_connections_open"
    case connectionsRefused = "gatehouse_connections_refused_total"
    case connectionsEnded = "gatehouse_connections_ended_total"
    case handshakes = "gatehouse_handshakes_total"
    case handshakesFailed = "gatehouse_handshakes_failed_total"
    case exchangesOpen = "gatehouse_exchanges_open"
    case versions = "gatehouse_requests_by_version_total"
    case requests = "gatehouse_requests_total"
    case durations = "gatehouse_request_duration_seconds"
    case rejections = "gatehouse_rejections_total"
    case routeRejections = "gatehouse_route_rejections_total"
    case receivedBytes = "gatehouse_received_bytes_total"
    case sentBytes = "gatehouse_sent_bytes_total"
    case upstreamConnects = "gatehouse_upstream_connects_total"
    case upstreamConnectsFailed = "gatehouse_upstream_connects_failed_total"
    case upstreamConnectionsOpen = "gatehouse_upstream_connections_open"
    case upstreamStreams = "gatehouse_upstream_streams_total"
    case upstreamStreamsOpen = "gatehouse_upstream_streams_open"
    case upstreamRetries = "gatehouse_upstream_retries_total"
    case upstreamEjections = "gatehouse_upstream_ejections_total"
    case upstreamUnhealthy = "gatehouse_upstream_endpoints_unhealthy"
    case upstreamResponses = "gatehouse_upstream_response_seconds"

    /// How a scraper may calculate with it.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    package var kind: Kind {
        switch self {
        case .durations, .upstreamResponses: .histogram
        case let family where family.rawValue.hasSuffix("_total"): .counter
        default: .gauge
        }
    }

    /// One sentence, as it stands on the page.
    package var help: String {
        switch self {
        case .buildInfo: "1, labelled with the version that runs."
        case .policyInfo: "1, labelled with the SHA-256 of the configuration file in force."
        case .ready: "1 when the gateway takes new connections."
        case .draining: "1 from the beginning of the drain."
        case .workers: "Worker threads."
        case .silentWorkers: "Workers that did not answer this request in time; their numbers are those they gave last."
        case .reloads: "Reloads of the configuration, by result."
        case .reloadSuccess: "When the configuration in force was loaded, in seconds since 1970."
        case .certificateLeft: "Seconds until the certificate expires; negative afterwards."
        case .certificateGeneration: "How often the certificate has been replaced while the process ran, plus 1."
        case .rotations: "New files for a certificate or key, by result."
        case .recordsQueue: "Bytes of records that wait for the writer."
        case .recordsQueueLimit: "The most that may wait."
        case .recordsLost: "Records that were lost because too many waited."
        case .processResident: "Memory of the process that is in RAM."
        case .processProcessor: "Processor time that the process has used, in user and system mode."
        case .processDescriptors: "Open descriptors of the process."
        case .processDescriptorLimit: "The most descriptors that the process may open."
        case .processStart: "When the process started, in seconds since 1970."
        case .memoryAllocated: "Memory that the process has asked for and not given back."
        case .memoryBudget: "How much it may be before load is shed."
        case .connectionsAccepted: "Client connections accepted."
        case .acceptsFailed: "Attempts to accept that failed, because descriptors or memory had run out."
        case .connectionsOpen: "Client connections open now."
        case .connectionsRefused: "Client connections refused before their first request, by reason."
        case .connectionsEnded: "Client connections ended for what the client did to them, by reason."
        case .handshakes: "TLS handshakes completed, by version, new or resumed."
        case .handshakesFailed: "TLS handshakes failed, by what went wrong."
        case .exchangesOpen: "Requests in progress now."
        case .versions: "Requests begun, by HTTP version."
        case .requests: "Requests ended, by route and class of the status that the client saw."
        case .durations: "Time from the complete request head to the end of the response, by route."
        case .rejections: "Requests refused or failed, by reason."
        case .routeRejections: "Requests refused or failed, by route and reason; pairs that occurred only."
        case .receivedBytes: "Plaintext bytes received, by side."
        case .sentBytes: "Plaintext bytes sent, by side."
        case .upstreamConnects: "Connections opened to the upstream."
        case .upstreamConnectsFailed: "Attempts to connect to the upstream that failed, by reason."
        case .upstreamConnectionsOpen: "Connections to the upstream open now."
        case .upstreamStreams: "Requests sent to the upstream, repeated ones included."
        case .upstreamStreamsOpen: "Requests at the upstream now."
        case .upstreamRetries: "Requests sent once more, because the upstream had not processed them."
        case .upstreamEjections: "Endpoints left out for a while because their requests failed, by each worker."
        case .upstreamUnhealthy: "Endpoints that checks find unhealthy now, the views of all workers added up."
        case .upstreamResponses: "Time from sending a request to the head of the upstream's response."
        }
    }
}
