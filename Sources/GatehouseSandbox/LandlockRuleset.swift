internal import CLinux
internal import Glibc

/// A set of rules in the kernel, by raw system calls: the C library has none for them. Owns one descriptor.
final class LandlockRuleset {
    private let rights: LandlockRights
    private let descriptor: Int32

    /// The version of the kernel; 0 when it has no Landlock, or none that is switched on.
    static var kernelVersion: Int { max(0, Int(landlock_version())) }

    /// - Throws: what the system says.
    init(_ rules: SandboxRules, version: Int) throws(SandboxError) {
        rights = LandlockRights(version: version, rules)
        var handled = landlock_rights(files: rights.files.rawValue, ports: rights.ports, scopes: rights.scopes)
        // The kernel reads as many bytes as its version knows.
        descriptor = unsafe landlock_create(&handled, rights.byteCount)
        guard descriptor >= 0 else { throw .last(.landlock) }
        for (path, wanted) in rules.places { try allow(wanted, at: path) }
        if rights.ports & LandlockRights.bindPort != 0 {
            try allow(LandlockRights.bindPort, ports: rules.boundPorts ?? [])
        }
        if rights.ports & LandlockRights.connectPort != 0 {
            try allow(LandlockRights.connectPort, ports: rules.connectedPorts ?? [])
        }
    }

    deinit { close(descriptor) }

    private func allow(_ wanted: FileRights, at path: String) throws(SandboxError) {
        // A path descriptor names the place and opens nothing.
        let place = unsafe open(path, linux_O_PATH | O_CLOEXEC)
        guard place >= 0 else {
            // What is not there, or not for us, needs no right.
            if errno == ENOENT || errno == EACCES || errno == ENOTDIR { return }
            throw .last(.landlock)
        }
        defer { close(place) }
        var status = stat()
        // The system fills in the structure.
        guard unsafe fstat(place, &status) == 0 else { throw .last(.landlock) }
        let bits = rights.bits(for: wanted, isFolder: status.st_mode & S_IFMT == S_IFDIR)
        guard bits != 0 else { return }
        var folder = landlock_folder(rights: bits, descriptor: place)
        // The kernel copies the structure.
        guard unsafe landlock_add_folder(descriptor, &folder) == 0 else { throw .last(.landlock) }
    }

    private func allow(_ right: UInt64, ports: Set<UInt16>) throws(SandboxError) {
        for port in ports {
            var rule = landlock_port(rights: right, port: UInt64(port))
            // As above.
            guard unsafe landlock_add_port(descriptor, &rule) == 0 else { throw .last(.landlock) }
        }
    }

    /// Binds the calling thread, and every thread that it starts from now on, for good.
    func enter() throws(SandboxError) {
        guard landlock_enter(descriptor) == 0 else { throw .last(.landlock) }
    }
}
