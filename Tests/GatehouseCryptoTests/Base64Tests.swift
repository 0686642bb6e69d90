import GatehouseCrypto
import Testing

struct Base64Tests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func knownValues(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(bytes(plain).span) == encoded)
        #expect(Base64.decode(bytes(encoded).span) == bytes(plain))
    }

    @Test func everyLengthSurvivesTheRoundTrip() {
        for count in 0...260 {
            let original = pattern(count)
            #expect(Base64.decode(bytes(Base64.encode(original.span)).span) == original)
        }
    }

    /// For texts of four characters, exactly one spelling of each value is accepted: decoding and encoding again gives
    /// the text back, whatever it was.
    @Test func acceptedTextIsTheOnlySpelling() {
        let characters = bytes("AQgwx/+=-_ \n")
        for first in characters {
            for second in characters {
                for third in characters {
                    for fourth in characters {
                        let text = [first, second, third, fourth]
                        guard let decoded = Base64.decode(text.span) else { continue }
                        #expect(bytes(Base64.encode(decoded.span)) == text)
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zm9=v", "Zm=v", "Zm9v=", "Zh==", "Zm9=", " Zg==", "Zg==\n",
        "Zm9v Zm9v", "Zm-v", "Zm_v", "Zg==Zg==", "Zm9v\u{0}", "Zm9ü", "Zg=\u{0}", "Zm9v====",
    ])
    func otherSpellingsAreRefused(_ text: String) {
        #expect(Base64.decode(bytes(text).span) == nil)
    }

    @Test func outputThatIsTooSmallIsRefused() {
        var output = [UInt8](repeating: 0, count: 2)
        var span = output.mutableSpan
        #expect(Base64.decode(bytes("Zm9v").span, into: &span) == nil)
        #expect(Base64.decode(bytes("Zm8=").span, into: &span) == 2)
        #expect(output == bytes("fo"))
    }
}
