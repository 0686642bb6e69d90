import CTrialCalls
import Glibc

/// Something that a process could try. Each answers with 0 or the `errno` that it met.
enum Attempt: String, CaseIterable {
    // What the gateway does.
    case readInside, writeInside, renameInside, removeInside, bindSocketInside, connectToPort, startThread
    case resolveName

    // What it does not; the call fails.
    case readShadow, readOwnExecutable, writeOutside, makeFolder, makeLink, makeDevice, cutOff, cutOffUnopened,
        renameOut
    case connectElsewhere, bindPort, rawSocket, packetSocket, auditSocket, virtualMachineSocket
    case mapExecutable, makeExecutable, raiseLimit, signalParent, changeOwner, becomeProcess, changePersonality

    // What ends the process.
    case execute, trace, readOtherMemory, mount, unshare, enterNamespace, loadProgram, loadModule, memoryFile, ring
    case readKeys, becomeUser

    // What no test of a call can show.
    case crash

    func make(in folder: String, port: UInt16) -> Int32 {
        switch self {
        case .readInside: Files.open("\(folder)/inside", O_RDONLY)
        case .writeInside: Files.open("\(folder)/new", O_WRONLY | O_CREAT | O_APPEND)
        case .renameInside: outcome(unsafe rename("\(folder)/inside", "\(folder)/renamed"))
        case .removeInside: outcome(unsafe unlink("\(folder)/inside"))
        case .bindSocketInside: Sockets.bindUnix("\(folder)/sockets/s")
        case .connectToPort: Sockets.connect(to: port)
        case .startThread: startThread()
        case .resolveName: Sockets.resolve("localhost")
        case .readShadow: Files.open("/etc/shadow", O_RDONLY)
        case .readOwnExecutable: Files.open("/proc/self/exe", O_RDONLY)
        case .writeOutside: Files.open("\(folder).outside", O_WRONLY | O_CREAT)
        case .cutOff: Files.open("\(folder)/inside", O_WRONLY | O_TRUNC)
        case .renameOut: outcome(unsafe rename("\(folder)/inside", "\(folder).outside"))
        case .connectElsewhere: Sockets.connect(to: port == 1 ? 2 : 1)
        case .bindPort: Sockets.bindPort()
        case .rawSocket: Sockets.open(AF_INET, 3, 1)
        case .packetSocket: Sockets.open(AF_PACKET, 3, 0)
        case .auditSocket: Sockets.open(AF_NETLINK, 3, 9)
        case .virtualMachineSocket: Sockets.open(40, 1, 0)
        case .mapExecutable: Memory.mapExecutable()
        case .makeExecutable: Memory.makeExecutable()
        case .crash: crash()
        case .makeFolder, .makeLink, .makeDevice, .cutOffUnopened, .changeOwner:
            unsafe "\(folder)/inside".withCString { call(on: Int(bitPattern: $0)) }
        case .raiseLimit, .signalParent, .becomeProcess, .changePersonality, .execute, .trace, .readOtherMemory, .mount,
            .unshare, .enterNamespace, .loadProgram, .loadModule, .memoryFile, .ring, .readKeys, .becomeUser:
            call(on: 0)
        }
    }

    /// By number; with no address that leads anywhere, a call that is let through fails with EFAULT or the like.
    private func call(on path: Int) -> Int32 {
        let here = Int(AT_FDCWD)
        return switch self {
        case .makeFolder: trial(trial_mkdirat, here, path + 1, 0o700)
        case .makeLink: trial(trial_symlinkat, path, here, path)
        case .makeDevice: trial(trial_mknodat, here, path, 0o20600, 0x103)
        case .cutOffUnopened: trial(trial_truncate, path)
        case .changeOwner: trial(trial_fchownat, here, path, 1, 1)
        case .raiseLimit: trial(trial_prlimit64, 0, 7, 8)
        case .signalParent: trial(trial_kill, Int(getppid()))
        case .becomeProcess: trial(trial_clone, Int(SIGCHLD))
        case .changePersonality: trial(trial_personality, 0x0004_0000)
        case .trace: trial(trial_ptrace, 16, Int(getppid()))
        case .readOtherMemory: trial(trial_process_vm_readv, Int(getppid()))
        case .mount: trial(trial_mount)
        case .unshare: trial(trial_unshare, 0x1000_0000)
        case .enterNamespace: trial(trial_setns, -1)
        case .loadProgram: trial(trial_bpf)
        case .loadModule: trial(trial_init_module)
        case .memoryFile: trial(trial_memfd_create)
        case .ring: trial(trial_io_uring_setup, 1)
        case .readKeys: trial(trial_keyctl)
        case .becomeUser: trial(trial_setuid, 1)
        default: trial(trial_execve)
        }
    }

    private func trial(_ number: trial_number, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0) -> Int32 {
        trial_call(Int(number.rawValue), a, b, c, d)
    }

    private func outcome(_ result: Int32) -> Int32 { result < 0 ? errno : 0 }

    private func startThread() -> Int32 {
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, { _ in nil }, nil)
        guard code == 0 else { return code }
        return pthread_join(thread, nil)
    }

    private func crash() -> Int32 {
        unsafe UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
        return 0
    }
}
