import Foundation
import GatehouseCrypto
import Testing

@testable import GatehouseCertificates

/// The runner over real files, with a clock of the test's own.
final class RotationRunnerTests {
    private let folder: URL
    private let authority: DevelopmentAuthority
    private let runner = RotationRunner()
    private let item: RotationItem
    private let first: CertificatePair
    private var nanoseconds: UInt64 = 0
    private let now = BrokenPair.nowSeconds

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-rotation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let valid = 0...(BrokenPair.nowSeconds + 365 * 86_400)
        authority = try DevelopmentAuthority(validSeconds: valid)
        first = try BrokenPair.pair(authority)
        let root = folder.path
        item = RotationItem(.certificate(names: []), name: "edge", files: ["\(root)/chain.pem", "\(root)/key.pem"])
        try put(first.certificatePEM, first.privateKeyPEM)
        let material = try RotationRunner.inspect(item, replacing: nil, nowSeconds: now).get()
        runner.adopt([item], serving: [item.id: material])
        runner.advance(nowNanoseconds: 0, nowSeconds: now)
        #expect(runner.takeReports() == [])
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func put(_ chain: String?, _ key: String?) throws {
        for (path, text) in zip(item.files, [chain, key]) {
            try? FileManager.default.removeItem(atPath: path)
            if let text { try Data(text.utf8).write(to: URL(filePath: path)) }
        }
    }

    /// Tells of a change and lets the time for a second look pass.
    private func change(nowSeconds: Int64? = nil) -> [RotationReport] {
        nanoseconds += 1_000_000_000
        runner.filesChanged(item.files, nowNanoseconds: nanoseconds, nowSeconds: nowSeconds ?? now)
        nanoseconds += Rotation.secondLookNanoseconds
        runner.advance(nowNanoseconds: nanoseconds, nowSeconds: nowSeconds ?? now)
        return runner.takeReports()
    }

    private var status: RotationStatus {
        get throws { try #require(runner.statuses(nowSeconds: now).first) }
    }

    /// A wrong clock takes nothing away that serves: it warns, and once it is right again new pairs are taken as before.
    @Test func aClockThatJumpsKeepsWhatServes() throws {
        for seconds in [0, -1, now + 100 * 365 * 86_400, Int64.max / 2, now] {
            nanoseconds += 3_600_000_000_000
            runner.advance(nowNanoseconds: nanoseconds, nowSeconds: seconds)
            #expect(runner.staged.isEmpty)
            for report in runner.takeReports() {
                guard case .ending(_, let thresholdDays) = report else { throw CertificateError.chainEmpty }
                #expect(thresholdDays == 0)
            }
        }
        #expect(try status.generation == 1)
        let pair = try BrokenPair.pair(authority)
        try put(pair.certificatePEM, pair.privateKeyPEM)
        _ = change()
        #expect(runner.staged.keys.first == item.id)
    }

    @Test func aGoodPairIsStagedThenActivated() throws {
        let pair = try BrokenPair.pair(authority)
        try put(pair.certificatePEM, pair.privateKeyPEM)
        #expect(change() == [])
        let staged = try #require(runner.staged[item.id])
        guard case .pair(let found) = staged else { throw CertificateError.chainEmpty }
        #expect(found.chainPEM == pair.certificatePEM && found.privateKeyPEM == SecretText(pair.privateKeyPEM))
        runner.activated(item.id, nowSeconds: now)
        #expect(runner.staged.isEmpty)
        #expect(try status.generation == 2)
        #expect(try runner.takeReports() == [.activated(status)])
    }

    @Test(arguments: BrokenPair.allCases)
    func aBrokenPairIsRefusedAndTheLastGoodOneKept(_ sort: BrokenPair) throws {
        let texts = try sort.texts(from: authority)
        try put(texts.chain, texts.key)
        if sort == .unreadable {
            // Root may read whatever permissions say; a folder is no file for anybody.
            try FileManager.default.createDirectory(atPath: item.files[0], withIntermediateDirectories: true)
        }
        let reports = change()
        guard case .refused(let reported, let refusal) = reports.first, reports.count == 1 else {
            Issue.record("\(sort): \(reports)")
            return
        }
        #expect(refusal.word == sort.word)
        #expect(refusal.description.hasSuffix("."))
        #expect(reported.refusalCount == 1)
        #expect(runner.staged.isEmpty)
        #expect(try status.generation == 1)
        #expect(try status.leaf?.serialNumber == serial(of: first), "the last good one")
        #expect(try status.refusal == refusal)
        // The next good pair heals it.
        let pair = try BrokenPair.pair(authority)
        try put(pair.certificatePEM, pair.privateKeyPEM)
        #expect(change() == [])
        #expect(runner.staged.count == 1)
    }

    private func serial(of pair: CertificatePair) throws -> String? {
        try CertificateValidation.certificates(in: pair.certificatePEM).first?.facts.serialNumber
    }

    @Test func aPairThatIsNotYetValidServesFromItsTimeOn() throws {
        let texts = try BrokenPair.notYetValid.texts(from: authority)
        try put(texts.chain, texts.key)
        #expect(change().count == 1)
        let pause = runner.wakeNanoseconds(nowNanoseconds: nanoseconds, nowSeconds: now) - nanoseconds
        #expect(pause == 2_000_000_000)
        runner.advance(nowNanoseconds: nanoseconds, nowSeconds: now + 2)
        #expect(runner.staged.count == 1)
    }

    /// One file is new, the other follows a little later: no refusal is told.
    @Test func theSecondFileMayComeLater() throws {
        let pair = try BrokenPair.pair(authority)
        try put(pair.certificatePEM, first.privateKeyPEM)
        runner.filesChanged([item.files[0]], nowNanoseconds: 1, nowSeconds: now)
        try put(pair.certificatePEM, pair.privateKeyPEM)
        runner.advance(nowNanoseconds: 1 + Rotation.secondLookNanoseconds, nowSeconds: now)
        #expect(runner.takeReports() == [])
        #expect(runner.staged.count == 1)
    }

    @Test func namesThatTheConfigurationGivesDecide() throws {
        let narrow = RotationItem(
            .certificate(names: [.dns("b.example")]), name: "edge", files: item.files)
        let texts = try BrokenPair.wrongName.texts(from: authority)
        try put(texts.chain, texts.key)
        #expect(throws: Never.self) {
            try RotationRunner.inspect(narrow, replacing: nil, nowSeconds: now).get()
        }
    }

    @Test func whatCannotBeActivatedIsReported() throws {
        let pair = try BrokenPair.pair(authority)
        try put(pair.certificatePEM, pair.privateKeyPEM)
        _ = change()
        runner.activationFailed(item.id, detail: "ambiguous", nowNanoseconds: nanoseconds, nowSeconds: now)
        #expect(try runner.takeReports() == [.refused(status, .notActivated(detail: "ambiguous"))])
        #expect(try status.generation == 1)
    }

    @Test func endsAreAnnounced() throws {
        let end = BrokenPair.validSeconds.upperBound
        runner.advance(nowNanoseconds: 4_000_000_000_000, nowSeconds: end - 6 * 86_400)
        guard case .ending(let status, thresholdDays: 7) = runner.takeReports().first else {
            Issue.record("no warning")
            return
        }
        #expect(status.daysLeft == 6)
    }

    @Test func authoritiesAndListsAreJudgedToo() throws {
        let path = item.files[0]
        func inspect(_ kind: RotationItem.Kind, _ text: String) throws -> String? {
            try Data(text.utf8).write(to: URL(filePath: path))
            let item = RotationItem(kind, name: "x", files: [path])
            switch RotationRunner.inspect(item, replacing: nil, nowSeconds: now) {
            case .success: return nil
            case .failure(let refusal): return refusal.word
            }
        }
        let pem = authority.pair.certificatePEM
        #expect(try inspect(.authorities, pem + pem) == nil)
        #expect(try inspect(.authorities, String(pem.dropLast(30))) == "chain_unreadable")
        #expect(try inspect(.authorities, authority.pair.privateKeyPEM) == "block_unexpected")
        let ended = try DevelopmentAuthority(validSeconds: 0...1000).pair.certificatePEM
        #expect(try inspect(.authorities, ended) == "expired")
        #expect(try inspect(.authorities, ended + pem) == nil)
        #expect(try inspect(.revocations, pem) == "revocations_malformed")
        #expect(try inspect(.webhookKey, pem) == "webhook_key_refused")
    }

    /// A policy that is loaded again goes on with the generations of what it keeps.
    @Test func adoptionKeepsGenerations() throws {
        let pair = try BrokenPair.pair(authority)
        try put(pair.certificatePEM, pair.privateKeyPEM)
        _ = change()
        let staged = try #require(runner.staged[item.id])
        runner.activated(item.id, nowSeconds: now)
        runner.adopt([item], serving: [item.id: staged])
        #expect(try status.generation == 2)
        runner.adopt([], serving: [:])
        #expect(runner.fileGroups == [])
    }
}
