import GatehouseSandbox
import Glibc

/// Enters the sandbox of the gateway as somebody who has taken the process over would find it, and makes one attempt.
///
///     sandbox-trial FOLDER PORT ATTEMPT
///
/// FOLDER may be read and written, PORT may be connected to. Prints `done`, or the number of the error. An attempt that
/// ends the process prints nothing.
@main enum Trial {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let port = UInt16(arguments[2]), let attempt = Attempt(rawValue: arguments[3])
        else {
            exit(64)
        }
        var rules = SandboxRules()
        rules.allow([.read, .write], at: arguments[1])
        rules.allow(.sockets, at: arguments[1] + "/sockets")
        for name in ["hosts", "nsswitch.conf", "resolv.conf", "host.conf"] { rules.allow(.read, at: "/etc/\(name)") }
        rules.connectedPorts = [port]
        do {
            let report = try Sandbox.enter(rules, isRequired: true)
            print(report.text)
        } catch {
            print(error)
            exit(71)
        }
        let code = attempt.make(in: arguments[1], port: port)
        print(code == 0 ? "done" : "\(code)")
        exit(0)
    }
}
