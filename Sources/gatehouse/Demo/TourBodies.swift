import GatehouseCrypto
import GatehouseSignatures

/// The webhooks of the tour, good and bad.
struct TourBodies: Sendable {
    /// Why the tour cannot sign, for people.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// As the sender writes them.
    static let event = Array(
        """
        {"id":"3f6d1c58-2f0a-4c7e-9a53-6d3f8a1b7e20","name":"demo.order.created","accountId":"DEMO","retailerId":"1",\
        "entityId":"1001","entityRef":"ORDER-1001","entityType":"ORDER","entityStatus":"CREATED","type":"NORMAL",\
        "attributes":{},"meta":{},"trailLogs":[],"errorLogs":[]}
        """.utf8)
    /// Over the 256 KiB that the webhook's route allows.
    static let oversized = [UInt8](repeating: UInt8(ascii: " "), count: 300 * 1024)

    /// Both signature fields of `event`.
    let signed: FluentSigner.FieldValues
    /// Both signature fields of `oversized`: it is refused although it is signed.
    let signedOversized: FluentSigner.FieldValues

    init(key: PrivateKey) throws(Failure) {
        do {
            signed = try FluentSigner.sign(body: Self.event.span, key: key)
            signedOversized = try FluentSigner.sign(body: Self.oversized.span, key: key)
        } catch {
            throw Failure(description: "webhooks cannot be signed: \(error)")
        }
    }

    /// `event` with one bit changed: another identifier.
    static var flippedEvent: [UInt8] {
        var bytes = event
        if let index = bytes.firstIndex(of: UInt8(ascii: "1")) { bytes[index] ^= 1 }
        return bytes
    }

    /// The signature of `event` with one bit changed.
    var flippedSignature: String {
        guard var bytes = Base64.decode(Array(signed.signature.utf8).span), !bytes.isEmpty else { return "" }
        bytes[bytes.count / 2] ^= 1
        return Base64.encode(bytes.span)
    }
}
