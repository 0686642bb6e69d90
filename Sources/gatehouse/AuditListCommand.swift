import ArgumentParser
import GatehouseAudit

/// The records themselves.
struct AuditListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print the records, oldest first (the default).")

    @OptionGroup var question: AuditQuestion

    @Flag(name: .shortAndLong, help: "Go on with new records as they are written, until interrupted.")
    var follow = false

    func run() throws {
        var inquiry = try AuditInquiry(question)
        let output = AuditOutput(question.format)
        if follow {
            inquiry.follow {
                output.flush()
                return output.isOpen
            } found: {
                output.write($0, $1)
            }
        } else {
            inquiry.run { output.write($0, $1) }
        }
        output.flush()
        try inquiry.conclude()
    }
}
