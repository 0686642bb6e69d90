import GatehouseAudit
import GatehouseCertificates
import GatehouseConfiguration
import GatehouseProxy
import GatehouseTransport

/// Keeps the running gateway in step with its files: certificates and keys by rotation, the policy by reload.
///
/// Everything is read, judged and built here, on the main thread; the workers get a whole new snapshot or none. Whatever
/// fails leaves what serves as it is, and says so.
final class Reloader {
    /// What serves.
    private(set) var preparation: Preparation
    private(set) var status: ReloadStatus
    /// Grows whenever `preparation`, `status` or `statuses` may have changed: whoever shows them need not look each turn.
    private(set) var revision: UInt64 = 1
    private let policyFile: String?
    private let watch: FileWatch
    private let gateway: Gateway
    private let journal: ReloadJournal
    private let confinement: Confinement
    private let runner = RotationRunner()
    private var keyEnds = KeyEnds()
    /// An operator waits for the answer.
    private var isRequested = false
    /// Files that a refused policy names: it may only have come before them, so a change of one tries it again.
    private var awaitedPaths: Set<String> = []

    /// - Parameters:
    ///   - preparation: what serves at first.
    ///   - policyFile: nil: the policy is never loaded anew.
    ///   - watch: to be filled with the files in use.
    ///   - gateway: gets new snapshots.
    ///   - journal: hears of everything.
    ///   - confinement: what a new policy cannot go beyond.
    init(
        _ preparation: Preparation, policyFile: String?, watch: FileWatch, gateway: Gateway, journal: ReloadJournal,
        confinement: Confinement
    ) {
        self.preparation = preparation
        self.policyFile = policyFile
        self.watch = watch
        self.gateway = gateway
        self.journal = journal
        self.confinement = confinement
        status = ReloadStatus(
            policyDigest: preparation.snapshot.policyDigest.hexadecimal, nowSeconds: Clock.wallSeconds())
        runner.adopt(preparation.items, serving: preparation.materials)
        watchFiles()
    }

    func register(on loop: EventLoop, _ token: EventToken) throws(SystemError) {
        try loop.register(watch, token)
    }

    /// How every item stands now.
    var statuses: [RotationStatus] { runner.statuses(nowSeconds: Clock.wallSeconds()) }

    /// Looks once at every file: one may have changed since it was read.
    func begin(nowNanoseconds: UInt64) {
        runner.filesChanged(nil, nowNanoseconds: nowNanoseconds, nowSeconds: Clock.wallSeconds())
        settle(nowNanoseconds)
        writeStatus()
    }

    /// When `turn` is to be called at the latest.
    func wakeNanoseconds(nowNanoseconds: UInt64) -> UInt64 {
        let work = min(
            watch.wakeNanoseconds,
            runner.wakeNanoseconds(nowNanoseconds: nowNanoseconds, nowSeconds: Clock.wallSeconds()))
        return isRequested ? min(work, nowNanoseconds &+ Self.answerNanoseconds) : work
    }

    /// How often it is looked whether the workers have what an operator waits for.
    private static let answerNanoseconds: UInt64 = 5_000_000

    /// Does what events and the clock ask for.
    func turn(nowNanoseconds: UInt64) {
        watch.takeEvents(nowNanoseconds: nowNanoseconds)
        let changed = watch.changes(nowNanoseconds: nowNanoseconds)
        if let policyFile, changed.contains(where: { $0 == policyFile || awaitedPaths.contains($0) }) {
            reloadPolicy(policyFile, isForced: false)
        }
        if !changed.isEmpty {
            runner.filesChanged(changed, nowNanoseconds: nowNanoseconds, nowSeconds: Clock.wallSeconds())
        }
        runner.advance(nowNanoseconds: nowNanoseconds, nowSeconds: Clock.wallSeconds())
        settle(nowNanoseconds)
    }

    /// An operator asks for everything to be read again (SIGHUP).
    func requested(nowNanoseconds: UInt64) {
        isRequested = true
        if let policyFile { reloadPolicy(policyFile, isForced: true) }
        runner.filesChanged(nil, nowNanoseconds: nowNanoseconds, nowSeconds: Clock.wallSeconds())
        settle(nowNanoseconds)
    }

    /// The process ends.
    func ended() {
        journal.processFile?.remove()
    }

    /// Activates what is staged and writes down what has happened.
    private func settle(_ nowNanoseconds: UInt64) {
        keyEnds.follow(preparation.document.keyRings)
        for ending in keyEnds.due(nowSeconds: Clock.wallSeconds()) { journal.ending(ending) }
        activateStaged(nowNanoseconds)
        let reports = runner.takeReports()
        for report in reports { journal.rotation(report) }
        // Whoever is told that a policy serves may rely on it: not before the last worker has it.
        let isAnswered = isRequested && !runner.isLookingTwice && gateway.isReplacementComplete
        if isAnswered {
            isRequested = false
            status.requestAnswered()
        }
        if isAnswered || !reports.isEmpty { writeStatus() }
    }

    private func writeStatus() {
        revision += 1
        journal.status(ReloadReport(status, runner.statuses(nowSeconds: Clock.wallSeconds())))
    }

    private func watchFiles() {
        let singles = awaitedPaths.sorted() + (policyFile.map { [$0] } ?? [])
        watch.watch(runner.fileGroups + singles.map { [$0] })
    }

    // MARK: Rotation

    /// Together first, since names may move from one pair to another; one by one when that does not work, so that a pair
    /// that does not fit keeps back no other.
    private func activateStaged(_ nowNanoseconds: UInt64) {
        let staged = runner.staged
        guard !staged.isEmpty else { return }
        if staged.count > 1, (try? activate(staged)) != nil { return }
        for (id, material) in staged.sorted(by: { $0.key < $1.key }) {
            do throws(PreparationFailure) {
                try activate([id: material])
            } catch {
                runner.activationFailed(
                    id, detail: error.text, nowNanoseconds: nowNanoseconds, nowSeconds: Clock.wallSeconds())
            }
        }
    }

    private func activate(_ staged: [String: Material]) throws(PreparationFailure) {
        let next = try Preparation(rotating: preparation, to: staged)
        serve(next)
        for id in staged.keys.sorted() { runner.activated(id, nowSeconds: Clock.wallSeconds()) }
    }

    // MARK: Addresses

    /// Names have been looked up again. Workers get a new snapshot when addresses differ; connections to those that stay
    /// are kept.
    func resolved(_ answers: AddressWatch.Answers) {
        let news = preparation.news(in: answers)
        guard !news.isEmpty else { return }
        do throws(PreparationFailure) {
            serve(try Preparation(resolving: preparation, to: news))
            journal.addressesChanged(news)
        } catch {
            journal.addressesRefused(detail: error.text)
        }
    }

    private func serve(_ next: Preparation) {
        preparation = next
        revision += 1
        gateway.replace(next.snapshot)
    }

    // MARK: Policy

    /// Loads the policy anew, unless it is not forced and the file holds what serves already.
    private func reloadPolicy(_ file: String, isForced: Bool) {
        do throws(PreparationFailure) {
            awaitedPaths = []
            guard let bytes = FileReading.bytes(at: file) else { throw PreparationFailure.unreadable(file) }
            let digest = try Preparation.digest(of: bytes)
            if digest.hexadecimal == status.policyDigest, !isForced { return }
            let document = try? ConfigurationDocument(reading: bytes, file: file)
            awaitedPaths = Set(document?.rotationItems.flatMap(\.files) ?? [])
            // First of all: what lies outside cannot be read, and that is not the file's fault.
            if let document, let difference = needsRestart(document) { return refusePolicy(file, difference) }
            let next = try Preparation(reading: bytes, file: file, following: preparation)
            awaitedPaths = []
            journal.warnings(next.warnings)
            serve(next)
            runner.adopt(next.items, serving: next.materials)
            watchFiles()
            let text = next.snapshot.policyDigest.hexadecimal
            status.reloaded(policyDigest: text, nowSeconds: Clock.wallSeconds())
            revision += 1
            journal.policyLoaded(file: file, digest: text)
            if !isForced { writeStatus() }
        } catch {
            refusePolicy(file, error.text)
        }
    }

    private func needsRestart(_ next: ConfigurationDocument) -> String? {
        RestartRequirement.first(from: preparation.document, to: next) ?? confinement.obstacle(to: next)
    }

    private func refusePolicy(_ file: String, _ detail: String) {
        watchFiles()
        status.refused(detail: detail)
        revision += 1
        journal.policyRefused(file: file, detail: detail)
        if !isRequested { writeStatus() }
    }
}
