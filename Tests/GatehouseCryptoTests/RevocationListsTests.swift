import Testing

@testable import GatehouseCrypto

@Suite struct RevocationListsTests {
    /// Of an authority made for this: next updates 2027-01-01 and 2028-01-01.
    private static let first = """
        -----BEGIN X509 CRL-----
        MIGiMEsCAQEwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBVBcNMjYwMTAxMDAwMDAw
        WhcNMjcwMTAxMDAwMDAwWqAOMAwwCgYDVR0UBAMCAQEwCgYIKoZIzj0EAwIDRwAw
        RAIgfq5y4DHIIOHyycqYDa5jvrEJRU9ugc1ou2Owu36aAaoCICGgAKC+rjKxNLEq
        4e0xHTZvzyYj/wu4yG2eD+nD8p9T
        -----END X509 CRL-----

        """
    private static let second = """
        -----BEGIN X509 CRL-----
        MIGjMEsCAQEwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBVBcNMjYwMTAxMDAwMDAw
        WhcNMjgwMTAxMDAwMDAwWqAOMAwwCgYDVR0UBAMCAQIwCgYIKoZIzj0EAwIDSAAw
        RQIhAMt8InumJnWJZflRC05j3V7W0XS90GWEbvd8kAvfFi0wAiA2/1kqhRcfCF1s
        YHtYaMpSldtUS/WVaCteQ4t2CBeFPA==
        -----END X509 CRL-----

        """

    @Test func theFirstOfSeveralUpdatesCounts() {
        #expect(RevocationLists.facts(of: Self.first)?.nextUpdateSeconds == 1_798_761_600)
        #expect(RevocationLists.facts(of: Self.second)?.nextUpdateSeconds == 1_830_297_600)
        #expect(RevocationLists.facts(of: Self.second + Self.first)?.nextUpdateSeconds == 1_798_761_600)
    }

    @Test func whatIsNoListIsRefused() {
        let certificate = Self.first.replacing("X509 CRL", with: "CERTIFICATE")
        for text in ["", "text", certificate, Self.first + certificate, Self.first.replacing("MIG", with: "AAA")] {
            #expect(RevocationLists.facts(of: text) == nil)
        }
        // Cut in the middle, and with a byte behind it.
        #expect(RevocationLists.facts(of: String(Self.first.prefix(200))) == nil)
    }
}
