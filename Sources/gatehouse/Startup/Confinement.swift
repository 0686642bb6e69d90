import GatehouseAudit
import GatehouseConfiguration
import GatehouseCrypto
import GatehouseSandbox
import Logging

/// The sandbox as the process has it: entered once, and from then on what a reload is measured by.
struct Confinement {
    private let plan: SandboxPlan?
    private let rules: SandboxRules
    /// Nil: nothing is closed off, because the configuration or the caller says so.
    let report: SandboxReport?
    private let keyMemory: SecretMemory.Standing

    /// No sandbox: for a gateway that is a part of another process.
    static let none = Confinement()

    private init() { (plan, rules, report, keyMemory) = (nil, SandboxRules(), nil, .ordinary) }

    /// Enters the sandbox. There is no way back, also when something fails afterwards.
    ///
    /// - Parameters:
    ///   - document: says how much is wanted.
    ///   - plan: what the process still has to reach.
    ///   - keyMemory: where keys lie since they were read.
    /// - Throws: when what is required cannot be had.
    init(
        _ document: ConfigurationDocument, _ plan: SandboxPlan, keyMemory: SecretMemory.Standing
    ) throws(SandboxError) {
        self.keyMemory = keyMemory
        self.plan = plan
        guard document.sandbox.mode != .none else {
            (rules, report) = (SandboxRules(), nil)
            return
        }
        rules = plan.rules(for: document)
        report = try Sandbox.enter(rules, isRequired: document.sandbox.mode == .required)
    }

    /// What is in force, for people.
    var text: String { "\(report?.text ?? "none"); keys in \(keyMemory.rawValue) memory" }

    /// Writes down what is in force, and what an operator could make better.
    func tell(_ logger: Logger) {
        guard let report else { return }
        let line = LogLine(
            "sandbox_entered", ["in_force": .text(report.text), "key_memory": .text(keyMemory.rawValue)]
        ).text
        if report.isComplete { logger.notice("\(line)") } else { logger.warning("\(line)") }
        for folder in SandboxPlan.sharedFolders(in: rules) {
            logger.warning("\(LogLine("sandbox_folder_shared", ["folder": .text(folder)]).text)")
        }
    }

    /// Why a new policy cannot serve inside what is in force, for people; nil when it can.
    func obstacle(to next: ConfigurationDocument) -> String? {
        guard let plan, report != nil else { return nil }
        return plan.obstacle(to: next, inside: rules)
    }
}
