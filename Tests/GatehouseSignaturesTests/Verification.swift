import GatehouseHTTP
import GatehouseSignatures

/// One request, from its fields to the verdict, as an exchange runs it.
func verdict(
    of verifier: FluentVerifier, fields: [(String, String)], body: [UInt8], atSeconds nowSeconds: Int64 = 1_700_000_000,
    endingAtSeconds endSeconds: Int64? = nil
) -> SignatureVerdict {
    var block = FieldBlock()
    for (name, value) in fields { block.append(name: name, value: value) }
    do {
        let evidence = try verifier.evidence(in: block, nowSeconds: nowSeconds)
        var digest = BodyDigest(for: evidence)
        digest.update(body.span)
        return verifier.finish(&digest, evidence: evidence, nowSeconds: endSeconds ?? nowSeconds)
    } catch {
        return .invalid(error.reason, keyID: nil)
    }
}

extension SignatureVerdict {
    /// Nil for a valid body.
    var reason: Reason? {
        switch self {
        case .valid: nil
        case .invalid(let reason, _): reason
        }
    }
}
