import GatehouseAudit
import GatehouseConfiguration
import GatehouseTransport

/// The files that a question is put to, oldest first.
struct AuditFiles {
    /// Why there is nothing to ask.
    struct Failure: Error {
        let text: String
        let exitStatus: ExitStatus
    }

    private(set) var paths: [String]
    /// The file that records are still written to, which is the one to follow.
    let current: String?

    /// Exactly these files.
    init(paths: [String]) {
        self.paths = paths
        current = paths.last { !$0.hasSuffix(RecordFileName.compressedEnding) }
    }

    /// The files of the trails that a configuration names, those that were set aside included.
    init(configuration file: String, includesAccess: Bool, since: Timestamp?) throws(Failure) {
        guard let bytes = FileReading.bytes(at: file) else {
            throw Failure(text: "cannot read the configuration file \(file)", exitStatus: .unreadable)
        }
        let settings: AuditSettings
        do {
            settings = try ConfigurationDocument(reading: bytes, file: file).audit
        } catch {
            throw Failure(text: "\(error)", exitStatus: .configuration)
        }
        var paths: [String] = []
        for case .file(let path)? in [includesAccess ? settings.access : nil, settings.records]
        where !paths.contains(path) {
            paths.append(path)
        }
        guard let current = paths.last else {
            throw Failure(
                text: "\(file) sends records to standard output; name the files that keep them", exitStatus: .unreadable
            )
        }
        self.current = current
        self.paths = paths.flatMap { Self.family(of: $0, since: since) }
    }

    /// A trail's files in the order of their times. Those that were set aside before `since` hold nothing newer.
    private static func family(of path: String, since: Timestamp?) -> [String] {
        let (folder, name) = FileFolder.containing(path)
        let family = RecordFileName(current: name)
        let names = (try? folder.names()) ?? []
        let oldest = since.map(RecordFileName.text) ?? ""
        let aside = names.filter { name in
            switch family.kind(of: name) {
            case .compressed(let time): time >= oldest
            // Between the end of compressing and the removal of the original there are both.
            case .rotated(let time): time >= oldest && !names.contains(name + RecordFileName.compressedEnding)
            case .current, .unfinished, nil: false
            }
        }
        return (aside + (names.contains(name) ? [name] : [])).map(folder.path(of:))
    }
}
