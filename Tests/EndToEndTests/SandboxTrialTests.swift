import Foundation
import GatehouseTransport
import Testing

/// What somebody finds who has taken over a process inside the sandbox of the gateway: `sandbox-trial` tries, one attempt
/// in each process.
@Suite struct SandboxTrialTests {
    /// How an attempt ended: by itself, with an outcome, or by a signal of the system.
    enum Ending: Equatable {
        case outcome(String)
        case signal(Int32)
    }

    private func attempt(_ name: String, port: UInt16 = 9) throws -> Ending {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-sandbox-\(UUID().uuidString)")
        defer {
            try? FileManager.default.removeItem(at: folder)
            try? FileManager.default.removeItem(atPath: folder.path + ".outside")
        }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "sockets"), withIntermediateDirectories: true)
        try Data("inside".utf8).write(to: folder.appending(path: "inside"))
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
            path: "sandbox-trial")
        process.arguments = [folder.path, String(port), name]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(
            separator: "\n")
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal { return .signal(process.terminationStatus) }
        try #require(process.terminationStatus == 0, "\(lines)")
        try #require(lines.count == 2, "\(lines)")
        try #require(lines[0].contains("seccomp"))
        return .outcome(String(lines[1]))
    }

    @Test(arguments: [
        "readInside", "writeInside", "renameInside", "removeInside", "bindSocketInside", "startThread", "resolveName",
    ])
    func whatTheGatewayNeedsWorks(_ name: String) throws {
        #expect(try attempt(name) == .outcome("done"))
    }

    @Test func theNamedPortAloneCanBeReached() throws {
        let listener = try Socket.listening(on: .loopback(port: 0))
        let address = listener.localAddress
        let port = try #require(address).port
        #expect(try attempt("connectToPort", port: port) == .outcome("done"))
        // EACCES: refused by Landlock, not by the absence of a listener.
        #expect(try attempt("connectElsewhere", port: port) == .outcome("\(EACCES)"))
    }

    /// By Landlock: EACCES, or EXDEV for what would leave the folder.
    @Test(arguments: [
        ("readShadow", EACCES), ("readOwnExecutable", EACCES), ("writeOutside", EACCES), ("cutOff", EACCES),
        ("bindPort", EACCES),
    ])
    func filesAndPortsOutsideAreClosed(_ name: String, code: Int32) throws {
        #expect(try attempt(name) == .outcome("\(code)"))
    }

    @Test func nothingLeavesTheFolder() throws {
        // The temporary folder may lie on the same file system: never a success.
        let ending = try attempt("renameOut")
        #expect([.outcome("\(EACCES)"), .outcome("\(EXDEV)")].contains(ending))
    }

    /// By the filter, as on a kernel that has no such call.
    @Test(arguments: [
        "makeFolder", "makeLink", "makeDevice", "cutOffUnopened", "rawSocket", "packetSocket", "auditSocket",
        "virtualMachineSocket", "mapExecutable", "makeExecutable", "raiseLimit", "signalParent", "changeOwner",
        "becomeProcess", "changePersonality",
    ])
    func callsThatAreNotListedDoNotExist(_ name: String) throws {
        #expect(try attempt(name) == .outcome("\(ENOSYS)"))
    }

    @Test(arguments: [
        "execute", "trace", "readOtherMemory", "mount", "unshare", "enterNamespace", "loadProgram", "loadModule",
        "memoryFile", "ring", "readKeys", "becomeUser",
    ])
    func callsOfAnIntruderEndTheProcess(_ name: String) throws {
        #expect(try attempt(name) == .signal(SIGSYS))
    }

    /// Nothing is started to print a stack, and nothing hangs.
    @Test func aCrashEndsTheProcessAtOnce() throws {
        #expect(try attempt("crash") == .signal(SIGSEGV))
    }
}
