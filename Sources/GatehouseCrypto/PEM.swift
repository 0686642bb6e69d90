/// PEM text (RFC 7468): labelled blocks of base64, possibly with text for people around them.
package struct PEM: Equatable, Sendable {
    /// One block.
    package struct Block: Equatable, Sendable {
        /// Between `BEGIN ` and the dashes, as in `PUBLIC KEY`.
        package let label: String
        /// The bytes that the base64 stands for.
        package let content: [UInt8]

        /// A block to be written, as `text`.
        package init(label: String, content: [UInt8]) {
            self.label = label
            self.content = content
        }
    }

    /// Far above any chain of certificates; keeps a wrong file name from being an allocation of its size.
    private static let maximumBytes = 1_048_576

    /// In the order of the text.
    package private(set) var blocks: [Block] = []
    /// True when anything but white space stands outside the blocks.
    package private(set) var hasOtherText = false

    /// Reads all blocks.
    package init(parsing text: String) throws(PEMError) {
        guard text.utf8.count <= Self.maximumBytes else { throw .tooLong }
        var lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)[...]
        while let line = lines.popFirst() {
            if let label = Self.label(of: line, boundary: "BEGIN") {
                blocks.append(try Self.block(labelled: label, from: &lines))
            } else if line.contains(where: { !$0.isWhitespace }) {
                hasOtherText = true
            }
        }
    }

    private static func block(
        labelled label: Substring, from lines: inout ArraySlice<Substring>
    ) throws(PEMError) -> Block {
        var text: [UInt8] = []
        while let line = lines.popFirst() {
            if let end = Self.label(of: line, boundary: "END") {
                guard end == label else { throw .boundaryMismatched }
                guard let content = Base64.decode(text.span), !content.isEmpty else { throw .contentMalformed }
                return Block(label: String(label), content: content)
            }
            guard !line.contains(":") else { throw .headersPresent }
            guard Self.label(of: line, boundary: "BEGIN") == nil else { throw .boundaryMismatched }
            text.append(contentsOf: line.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") })
        }
        throw .boundaryMismatched
    }

    /// The label when `line` is a boundary of this kind; white space behind it is allowed (RFC 7468 section 2).
    private static func label(of line: Substring, boundary: String) -> Substring? {
        let prefix = "-----\(boundary) "
        guard line.hasPrefix(prefix) else { return nil }
        var label = line.dropFirst(prefix.count)
        while label.last?.isWhitespace == true { label.removeLast() }
        guard label.hasSuffix("-----") else { return nil }
        return label.dropLast(5)
    }
}

extension PEM.Block {
    /// The block as text, 64 characters a line, with a line break at the end (RFC 7468 section 3).
    package var text: String {
        var text = "-----BEGIN \(label)-----\n"
        var rest = Base64.encode(content.span)[...]
        while !rest.isEmpty {
            text += "\(rest.prefix(64))\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END \(label)-----\n"
    }
}
