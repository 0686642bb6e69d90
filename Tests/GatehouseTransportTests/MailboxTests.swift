import Testing

@testable import GatehouseTransport

@Suite struct MailboxTests {
    @Test func ringsUntilDrained() throws {
        let mailbox = try Mailbox<Int>()
        let loop = try EventLoop()
        try loop.register(mailbox, EventToken(rawValue: 1))
        #expect(loop.wait(untilNanoseconds: 0) == 0)
        mailbox.post(1)
        mailbox.post(2)
        #expect(loop.wait(untilNanoseconds: loop.nowNanoseconds + 2_000_000_000) == 1)
        #expect(loop.wait(untilNanoseconds: 0) == 1)
        #expect(mailbox.drain() == [1, 2])
        #expect(loop.wait(untilNanoseconds: 0) == 0)
        #expect(mailbox.drain() == [])
    }

    /// Nothing is lost, nothing comes twice, and each sender's messages keep their order.
    @Test func takesLettersFromManyThreads() throws {
        let senders = 8
        let lettersEach = 5_000
        let mailbox = try Mailbox<[Int]>()
        let loop = try EventLoop()
        try loop.register(mailbox, EventToken(rawValue: 1))
        let threads = try (0..<senders).map { sender in
            try WorkerThread.spawn(name: "sender") {
                for letter in 0..<lettersEach { mailbox.post([sender, letter]) }
            }
        }
        var next = [Int](repeating: 0, count: senders)
        let deadline = Clock.monotonicNanoseconds() + 20_000_000_000
        while next.reduce(0, +) < senders * lettersEach, Clock.monotonicNanoseconds() < deadline {
            guard loop.wait(untilNanoseconds: deadline) > 0 else { continue }
            for letter in mailbox.drain() {
                #expect(letter[1] == next[letter[0]])
                next[letter[0]] += 1
            }
        }
        threads.forEach { $0.join() }
        #expect(next == [Int](repeating: lettersEach, count: senders))
        #expect(mailbox.drain() == [])
    }
}
