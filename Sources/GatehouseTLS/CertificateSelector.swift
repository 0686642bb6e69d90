/// Finds the pairs for a server name: exact names first, then a wildcard for the first label.
///
/// Pairs of different key kinds that claim the same name form a bundle, and the handshake picks one of them by what the
/// client can verify.
struct CertificateSelector: Sendable {
    /// Indices into the pairs, by bundle. The default bundle, if any, is among them.
    private(set) var bundles: [[Int]] = []
    private var byExactName: [String: Int] = [:]
    private var byWildcardParent: [String: Int] = [:]
    private var defaultBundle: Int?

    init(pairs: [LoadedPair], defaultPairIDs: [String]) throws(TLSContextError) {
        byExactName = try makeTable(pairs) { $0.serverNames.exact.map(\.text) }
        byWildcardParent = try makeTable(pairs) { $0.serverNames.wildcardParents }
        guard !defaultPairIDs.isEmpty else { return }
        defaultBundle = try makeDefault(pairs, defaultPairIDs)
    }

    /// The bundle for a ClientHello.
    ///
    /// - Parameter name: nil when the client names no server, or nothing that is a host name.
    /// - Returns: nil when the client must be refused.
    func bundle(for name: HostName?) -> Int? {
        guard let name else { return defaultBundle }
        if let exact = byExactName[name.text] { return exact }
        return name.parent.flatMap { byWildcardParent[String($0)] } ?? defaultBundle
    }

    private mutating func makeTable(
        _ pairs: [LoadedPair], _ names: (LoadedPair) -> [String]
    ) throws(TLSContextError) -> [String: Int] {
        var claims: [String: [Int]] = [:]
        for (index, pair) in pairs.enumerated() {
            for name in Set(names(pair)) {
                if let rival = claims[name]?.first(where: { pairs[$0].keyKind == pair.keyKind }) {
                    throw .nameAmbiguous(name: name, first: pairs[rival].id, second: pair.id)
                }
                claims[name, default: []].append(index)
            }
        }
        return claims.mapValues { bundle(of: $0) }
    }

    private mutating func makeDefault(_ pairs: [LoadedPair], _ ids: [String]) throws(TLSContextError) -> Int {
        var members: [Int] = []
        for id in ids {
            guard let index = pairs.firstIndex(where: { $0.id == id }),
                !members.contains(where: { pairs[$0].keyKind == pairs[index].keyKind })
            else { throw .defaultPairInvalid(id: id) }
            members.append(index)
        }
        return bundle(of: members.sorted())
    }

    /// The number of the bundle with exactly these members.
    private mutating func bundle(of members: [Int]) -> Int {
        if let known = bundles.firstIndex(of: members) { return known }
        bundles.append(members)
        return bundles.count - 1
    }
}
