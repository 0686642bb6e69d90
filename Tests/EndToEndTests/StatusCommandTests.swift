import ArgumentParser
import Testing

@testable import gatehouse

struct StatusCommandTests {
    @Test func asksAtTheUsualPlaceForText() throws {
        let command = try StatusCommand.parse([])
        #expect(command.admin == "/run/gatehouse/admin.sock")
        #expect(command.format == .text)
    }

    @Test func aPlaceThatIsNoneIsAMistakeOfTheCommandLine() throws {
        let command = try StatusCommand.parse(["--admin", "localhost:9901", "--format", "json"])
        #expect(throws: ValidationError.self) { try command.run() }
        #expect(throws: (any Error).self) { _ = try StatusCommand.parse(["--format", "xml"]) }
    }

    @Test func whereNobodyAnswersItSaysSoByItsStatus() throws {
        let command = try StatusCommand.parse(["--admin", "/nonexistent/admin.sock"])
        #expect(throws: ExitCode(69)) { try command.run() }
    }
}
