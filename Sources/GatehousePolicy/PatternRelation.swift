/// How the set of names or paths that one pattern matches lies to that of another.
enum PatternRelation {
    /// Nothing matches both.
    case disjoint
    /// Both match the same.
    case equal
    /// The first matches a part of what the second matches.
    case narrower
    /// The second matches a part of what the first matches.
    case wider
    /// They share a part, and each matches more than that.
    case crossing

    /// The relation of pairs, given the relations of their halves: (host, path), or a segment and those before it.
    func combined(with other: PatternRelation) -> PatternRelation {
        switch (self, other) {
        case (.disjoint, _), (_, .disjoint): .disjoint
        case (.equal, let relation), (let relation, .equal): relation
        case (.narrower, .narrower): .narrower
        case (.wider, .wider): .wider
        case (.narrower, _), (.wider, _), (.crossing, _): .crossing
        }
    }
}
