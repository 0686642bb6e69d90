/// The addresses of any number of networks, for quick look-up.
///
/// The empty set contains no address: a rule without networks admits nobody.
package struct NetworkSet: Hashable, Sendable {
    struct AddressRange: Hashable, Sendable {
        var first: IPAddress
        var last: IPAddress
    }

    /// Disjoint, ascending, not adjacent.
    private let ranges: [AddressRange]

    /// The empty set.
    package static let empty = NetworkSet([])

    /// The addresses of all `networks`, which may overlap.
    package init(_ networks: [Network]) {
        ranges = Self.merged(networks.flatMap(Self.ranges(of:)).sorted { $0.first < $1.first })
    }

    /// True when the set admits nobody.
    package var isEmpty: Bool { ranges.isEmpty }

    /// True when a network of the set contains `address`. Takes about 14 comparisons for 10,000 networks.
    package func contains(_ address: IPAddress) -> Bool {
        var lower = 0
        var upper = ranges.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if ranges[middle].last < address { lower = middle + 1 } else { upper = middle }
        }
        return lower < ranges.count && ranges[lower].first <= address
    }

    /// True when an address of `network` is in the set.
    package func overlaps(_ network: Network) -> Bool {
        let other = NetworkSet([network])
        return other.ranges.contains { wanted in ranges.contains { $0.first <= wanted.last && wanted.first <= $0.last }
        }
    }

    /// One range; two for an IPv6 network that spans the IPv4-mapped block, which is not part of it.
    private static func ranges(of network: Network) -> [AddressRange] {
        let whole = AddressRange(first: network.base, last: network.last)
        let mapped = AddressRange(first: IPAddress(ipv4: 0), last: IPAddress(ipv4: .max))
        guard !network.isIPv4, whole.first <= mapped.first, mapped.last <= whole.last else { return [whole] }
        // Of these networks `::/80` alone ends with the block; its second part is empty.
        return [
            AddressRange(first: whole.first, last: IPAddress(number: mapped.first.number - 1)),
            AddressRange(first: IPAddress(number: mapped.last.number + 1), last: whole.last),
        ].filter { $0.first <= $0.last }
    }

    private static func merged(_ sorted: [AddressRange]) -> [AddressRange] {
        var merged: [AddressRange] = []
        for range in sorted {
            guard let previous = merged.last, Self.touches(previous, range) else {
                merged.append(range)
                continue
            }
            merged[merged.count - 1].last = max(previous.last, range.last)
        }
        return merged
    }

    /// True when `next`, which does not begin before `previous`, overlaps it or follows without a gap.
    private static func touches(_ previous: AddressRange, _ next: AddressRange) -> Bool {
        next.first <= previous.last || next.first.number - 1 == previous.last.number
    }
}
