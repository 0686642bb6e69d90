internal import GatehouseHTTP

/// Finds the narrowest pattern for a host and path: a trie over segments, its edges in one hash table.
///
/// Built once, read by all workers. A look-up hashes each segment once and allocates nothing. Hosts are edges too: from
/// one node for exact names and from another for the domains of `*.domain`.
struct RouteIndex: Sendable {
    struct Node: Sendable {
        /// The node behind `*`; the route that ends here; the route whose `**` begins here. `none` when there is none.
        var one = RouteIndex.none
        var exact = RouteIndex.none
        var rest = RouteIndex.none
    }

    /// An edge from `parent` to `child`; a slot with no child is free.
    struct Edge: Sendable {
        var hash: UInt64 = 0
        var parent: Int32 = RouteIndex.none
        var child: Int32 = RouteIndex.none
        var labelStart: Int = 0
        var labelCount: Int = 0
    }

    static let none: Int32 = -1
    private static let exactHosts: Int32 = 0
    private static let domains: Int32 = 1
    private static let anyHost: Int32 = 2

    private var nodes = [Node(), Node(), Node()]
    private var edges = [Edge](repeating: Edge(), count: 16)
    private var edgeCount = 0
    /// The labels of all edges.
    private var labels: [UInt8] = []

    // MARK: Building

    /// Adds the paths of one host pattern of the route with this index. Patterns that overlap must be nested.
    mutating func insert(_ route: Int, host: HostPattern, path: PathPattern) {
        var node = root(of: host)
        for segment in path.segments {
            switch segment {
            case .literal(let label): node = edge(from: node, label: label)
            case .one: node = wildcard(behind: node)
            }
        }
        if path.hasRest {
            nodes[Int(node)].rest = Int32(route)
        } else {
            nodes[Int(node)].exact = Int32(route)
        }
    }

    private mutating func root(of host: HostPattern) -> Int32 {
        switch host.kind {
        case .exact(let name): edge(from: Self.exactHosts, label: name)
        case .oneLabelBelow(let domain): edge(from: Self.domains, label: domain)
        case .any: Self.anyHost
        }
    }

    private mutating func wildcard(behind node: Int32) -> Int32 {
        if nodes[Int(node)].one == Self.none { nodes[Int(node)].one = addNode() }
        return nodes[Int(node)].one
    }

    private mutating func addNode() -> Int32 {
        nodes.append(Node())
        return Int32(nodes.count - 1)
    }

    private mutating func edge(from parent: Int32, label: [UInt8]) -> Int32 {
        let existing = child(of: parent, label: label.span)
        guard existing == Self.none else { return existing }
        let child = addNode()
        let edge = Edge(
            hash: Self.hash(label.span, from: parent), parent: parent, child: child, labelStart: labels.count,
            labelCount: label.count)
        labels.append(contentsOf: label)
        edgeCount += 1
        if edgeCount * 2 > edges.count { grow() }
        place(edge)
        return child
    }

    private mutating func grow() {
        let placed = edges
        edges = [Edge](repeating: Edge(), count: placed.count * 2)
        for edge in placed where edge.child != Self.none { place(edge) }
    }

    private mutating func place(_ edge: Edge) {
        var slot = Int(truncatingIfNeeded: edge.hash) & (edges.count - 1)
        while edges[slot].child != Self.none { slot = (slot + 1) & (edges.count - 1) }
        edges[slot] = edge
    }

    // MARK: Reading

    /// - Parameters:
    ///   - host: without port, in any case.
    ///   - path: begins with `/`.
    /// - Returns: the index of the route of the narrowest pattern that matches both, or nil.
    func route(host: Span<UInt8>, path: Span<UInt8>) -> Int? {
        var route = Self.none
        let exact = child(of: Self.exactHosts, label: host)
        if exact != Self.none { route = self.route(behind: exact, path, at: 0) }
        if route == Self.none {
            let domain = self.domain(of: host)
            if domain != Self.none { route = self.route(behind: domain, path, at: 0) }
        }
        if route == Self.none { route = self.route(behind: Self.anyHost, path, at: 0) }
        return route == Self.none ? nil : Int(route)
    }

    /// The root of `*.domain` for a host one label below that domain.
    private func domain(of host: Span<UInt8>) -> Int32 {
        for index in host.indices where host[index] == UInt8(ascii: ".") {
            guard index > 0 else { return Self.none }
            return child(of: Self.domains, label: host.extracting(index + 1..<host.count))
        }
        return Self.none
    }

    /// Tries the literal, then `*`, then `**`, so that the first route found is the narrowest. Every node is visited
    /// once at most, because it lies at one depth. `position` is that of the `/` before the next segment, or the end.
    private func route(behind index: Int32, _ path: Span<UInt8>, at position: Int) -> Int32 {
        let node = nodes[Int(index)]
        guard position < path.count else { return node.exact == Self.none ? node.rest : node.exact }
        var end = position + 1
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        let literal = child(of: index, label: path.extracting(position + 1..<end))
        if literal != Self.none {
            let route = self.route(behind: literal, path, at: end)
            if route != Self.none { return route }
        }
        if node.one != Self.none, end > position + 1 {
            let route = self.route(behind: node.one, path, at: end)
            if route != Self.none { return route }
        }
        return node.rest
    }

    private func child(of parent: Int32, label: Span<UInt8>) -> Int32 {
        let hash = Self.hash(label, from: parent)
        var slot = Int(truncatingIfNeeded: hash) & (edges.count - 1)
        while edges[slot].child != Self.none {
            let edge = edges[slot]
            if edge.hash == hash, edge.parent == parent, matches(edge, label) { return edge.child }
            slot = (slot + 1) & (edges.count - 1)
        }
        return Self.none
    }

    private func matches(_ edge: Edge, _ label: Span<UInt8>) -> Bool {
        let stored = labels.span.extracting(edge.labelStart..<edge.labelStart + edge.labelCount)
        return edge.parent <= Self.domains ? stored.equalsIgnoringCase(label) : stored.equals(label)
    }

    /// FNV-1a over the label, begun with the parent. Hosts are hashed in lower case. Keys come from the configuration
    /// only, so requests cannot fill the table with collisions.
    private static func hash(_ label: Span<UInt8>, from parent: Int32) -> UInt64 {
        let prime: UInt64 = 0x100_0000_01b3
        var hash = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: parent)
        for index in label.indices {
            let octet = parent <= domains ? label[index].lowercased : label[index]
            hash = (hash ^ UInt64(octet)) &* prime
        }
        return hash ^ hash >> 32
    }
}
