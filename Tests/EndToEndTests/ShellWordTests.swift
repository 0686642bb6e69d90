import Testing

@testable import gatehouse

@Suite struct ShellWordTests {
    @Test(arguments: [
        ("certs/dev/ca.cert.pem", "certs/dev/ca.cert.pem"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
        ("$HOME;x", "'$HOME;x'"), ("~", "'~'"),
    ])
    func quotesWhatTheShellWouldRead(_ text: String, _ word: String) {
        #expect(ShellWord.quoted(text) == word)
    }
}
