import GatehouseAudit
import GatehouseCertificates
import GatehouseConfiguration
import GatehouseProxy
import GatehouseTransport
import Logging

/// Where reloads and rotations are written down: audit trail, log, status file.
struct ReloadJournal {
    let trails: Trails
    let logger: Logger
    let processFile: ProcessFile?

    func policyLoaded(file: String, digest: String) {
        let fields: LogFields = ["file": .text(file), "policy": .text(digest)]
        trails.record(.policyLoaded, fields)
        logger.notice("\(LogLine("policy_loaded", fields).text)")
    }

    func policyRefused(file: String, detail: String) {
        let fields: LogFields = ["file": .text(file), "detail": .text(detail)]
        trails.record(.policyRefused, fields)
        logger.error("\(LogLine("policy_refused", fields).text)")
    }

    func rotation(_ report: RotationReport) {
        trails.record(report.event, report.fields)
        switch report {
        case .activated: logger.notice("\(LogLine("rotation_activated", report.fields).text)")
        case .refused: logger.error("\(LogLine("rotation_refused", report.fields).text)")
        case .ending: logger.warning("\(LogLine("validity_ending", report.fields).text)")
        }
    }

    /// The validity of a webhook key ends by the configuration; in the words of those that end by themselves.
    func ending(_ end: KeyEnds.Ending) {
        let fields: LogFields = [
            "kind": .text("webhook_key"), "name": .text(end.name), "days_left": .integer(end.daysLeft),
            "threshold_days": .integer(end.thresholdDays),
        ]
        trails.record(.validityEnding, fields)
        logger.warning("\(LogLine("validity_ending", fields).text)")
    }

    func addressesChanged(_ answers: AddressWatch.Answers) {
        for (place, addresses) in answers.sorted(by: { $0.key.description < $1.key.description }) {
            let text = addresses.map(\.hostDescription).joined(separator: ",")
            let fields: LogFields = ["name": .text(place.description), "addresses": .text(text)]
            logger.notice("\(LogLine("upstream_addresses_changed", fields).text)")
        }
    }

    func addressesRefused(detail: String) {
        logger.error("\(LogLine("upstream_addresses_refused", ["detail": .text(detail)]).text)")
    }

    func warnings(_ warnings: [PreparationWarning]) {
        for warning in warnings {
            logger.warning("\(warning.text)")
            if let event = warning.event { trails.record(event, ["text": .text(warning.text)]) }
        }
    }

    func status(_ report: ReloadReport) {
        do {
            try processFile?.write(report)
        } catch {
            logger.error("\(LogLine("status_not_written", ["error": .text(error.description)]).text)")
        }
    }
}
