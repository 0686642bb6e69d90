import GatehouseAudit
import GatehouseCertificates
import GatehouseProxy
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
        case .ending: logger.warning("\(LogLine("certificate_ending", report.fields).text)")
        }
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
