/// The way from the top of the document to a value, as people write it: `routes[2].methods[0]`.
///
/// A linked list and not a string: a hostile file can nest long keys over half a million values, and only the
/// few that are complained about are ever spelled out.
indirect enum OptionPath: Sendable {
    case root
    case key(String, in: OptionPath)
    case index(Int, in: OptionPath)

    func appending(key: String) -> OptionPath {
        .key(key, in: self)
    }

    func appending(index: Int) -> OptionPath {
        .index(index, in: self)
    }
}

extension OptionPath: CustomStringConvertible {
    /// Keys are shortened and escaped by `Excerpt`: they are text from the file and end up on a terminal.
    var description: String {
        switch self {
        case .root: ""
        case .key(let key, .root): Self.spelled(key)
        case .key(let key, let parent): "\(parent).\(Self.spelled(key))"
        case .index(let index, let parent): "\(parent)[\(index)]"
        }
    }

    private static func spelled(_ key: String) -> String {
        key.isEmpty ? "\"\"" : Excerpt.of(key)
    }
}
