/// What records tell about a route, the same for all exchanges on it: made once, when the policy is loaded.
package struct RouteFacts: Sendable {
    let members: [UInt8]

    /// - Parameters:
    ///   - id: of the route, in the policy.
    ///   - exposure: `public` or `private`.
    ///   - signatureScheme: the scheme that the route requires; nil when it requires none.
    ///   - upstreamName: where its requests go.
    package init(id: String, exposure: String, signatureScheme: String?, upstreamName: String) {
        members = [UInt8](recordMembers: { record in
            record.appendMember("route", text: id)
            record.appendMember("exposure", text: exposure)
            record.appendMember("scheme", text: signatureScheme)
            record.appendMember("upstream", text: upstreamName)
        })
    }
}
