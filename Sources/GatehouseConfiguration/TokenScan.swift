/// Finds the parts of YAML that the file may not use: anchors, aliases, tags and directives.
///
/// Runs before Yams composes anything, because composing is what aliases attack: nine lines can stand for a billion
/// values. It reads only as much YAML as is needed to know where a token begins. Where it could err it refuses: a
/// line inside a block scalar that begins with `*` is reported too, and no option needs one.
struct TokenScan {
    private enum State {
        /// Where a value or key may begin.
        case tokenStart
        case plain
        case comment
        case singleQuoted
        case doubleQuoted
    }

    private let scalars: [Unicode.Scalar]
    private let context: ReadingContext
    private var state = State.tokenStart
    private var flowDepth = 0
    private var position = (line: 1, column: 1)
    private var isClean = true

    /// - Returns: false after reporting every refused token.
    static func isAcceptable(_ text: String, _ context: ReadingContext) -> Bool {
        var scan = TokenScan(scalars: Array(text.unicodeScalars), context: context)
        scan.run()
        return scan.isClean
    }

    private init(scalars: [Unicode.Scalar], context: ReadingContext) {
        self.scalars = scalars
        self.context = context
    }

    private mutating func run() {
        var index = 0
        while index < scalars.count {
            let consumed = step(scalars[index], at: index)
            for scalar in scalars[index..<min(index + consumed, scalars.count)] { advance(past: scalar) }
            index += consumed
        }
    }

    private mutating func advance(past scalar: Unicode.Scalar) {
        position = scalar == "\n" ? (position.line + 1, 1) : (position.line, position.column + 1)
    }

    /// - Returns: how many scalars were dealt with.
    private mutating func step(_ scalar: Unicode.Scalar, at index: Int) -> Int {
        switch state {
        case .tokenStart: beginToken(scalar, at: index)
        case .plain: continuePlain(scalar, at: index)
        case .comment: if scalar == "\n" { state = .tokenStart }
        case .singleQuoted: if scalar == "'" { return closeSingleQuote(at: index) }
        case .doubleQuoted:
            if scalar == "\\" { return 2 }
            if scalar == "\"" { state = .plain }
        }
        return 1
    }

    private mutating func closeSingleQuote(at index: Int) -> Int {
        // Two quotes are one quote of the text.
        if following(index) == "'" { return 2 }
        state = .plain
        return 1
    }

    private mutating func beginToken(_ scalar: Unicode.Scalar, at index: Int) {
        switch scalar {
        case " ", "\n", "\r": break
        case "#": state = .comment
        case "'": state = .singleQuoted
        case "\"": state = .doubleQuoted
        case "[", "{": flowDepth += 1
        case "]", "}", ",": closeFlow(scalar)
        case "-", "?", ":": if !isBlank(following(index)) { state = .plain }
        case "%" where position.column == 1: refuse("directives", scalar, at: index, "remove the line")
        case "&": refuse("anchors", scalar, at: index, "repeat the value; quote a text that begins with &")
        case "*": refuse("aliases", scalar, at: index, "quote a text that begins with *; a value has to be repeated")
        case "!": refuse("tags", scalar, at: index, "remove it; quote a text that begins with !")
        default: state = .plain
        }
    }

    private mutating func continuePlain(_ scalar: Unicode.Scalar, at index: Int) {
        switch scalar {
        case "\n": state = .tokenStart
        case ":" where isBlank(following(index)): state = .tokenStart
        case "#" where index > 0 && scalars[index - 1] == " ": state = .comment
        case ",", "[", "]", "{", "}":
            if flowDepth > 0 { closeFlow(scalar) }
        default: break
        }
    }

    private mutating func closeFlow(_ scalar: Unicode.Scalar) {
        if scalar == "[" || scalar == "{" { flowDepth += 1 }
        if scalar == "]" || scalar == "}" { flowDepth = max(0, flowDepth - 1) }
        state = .tokenStart
    }

    private mutating func refuse(_ what: String, _ scalar: Unicode.Scalar, at index: Int, _ hint: String) {
        let rest = scalars[index...].prefix(Excerpt.maximumCharacters).prefix {
            !isBlank($0) && $0 != "," && $0 != "]" && $0 != "}"
        }
        var token = ""
        token.unicodeScalars.append(contentsOf: rest)
        context.report(
            at: SourcePosition(line: position.line, column: position.column),
            "\(what) are refused: \(Excerpt.quoted(token))", hint: hint)
        isClean = false
        state = .plain
    }

    private func following(_ index: Int) -> Unicode.Scalar? {
        index + 1 < scalars.count ? scalars[index + 1] : nil
    }

    /// The end of the file counts as a line break.
    private func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
        scalar == nil || scalar == " " || scalar == "\n" || scalar == "\r"
    }
}
