import ArgumentParser

/// How a command ends, for scripts (the words of sysexits.h where they fit).
enum ExitStatus: Int32 {
    case success = 0
    /// The demo's tour had a wrong verdict; a signature could not be made.
    case failure = 1
    /// The command line is wrong (EX_USAGE; also what the argument parser uses).
    case usage = 64
    /// A file cannot be read (EX_NOINPUT).
    case unreadable = 66
    /// Nobody answers at the admin listener (EX_UNAVAILABLE).
    case unavailable = 69
    /// An address is taken, or the system has no resources (EX_OSERR).
    case system = 71
    /// The configuration, or a key or certificate that it names, is not valid (EX_CONFIG).
    case configuration = 78

    var code: ExitCode { ExitCode(rawValue) }

    static let help = """
        Exit status: 0 success; 1 the command's own check failed; 64 wrong command line; 66 a file cannot be read; \
        69 no gateway answers; 71 an address is taken or the system lacks resources; 78 the configuration is not valid.
        """
}
