/// Comma-separated field values (RFC 9110 section 5.6.1).
package enum FieldList {
    /// Calls `body` with each element, without surrounding white space; empty elements are passed over.
    ///
    /// Quoted strings are not understood: no list that the gateway reads may have them.
    package static func forEach<E: Error>(
        in value: Span<UInt8>, _ body: (Span<UInt8>) throws(E) -> Void
    ) throws(E) {
        var start = 0
        while start < value.count {
            var end = start
            while end < value.count, value[end] != UInt8(ascii: ",") { end += 1 }
            let element = trimmedRange(start..<end, in: value)
            if !element.isEmpty { try body(value.extracting(element)) }
            start = end + 1
        }
    }

    private static func trimmedRange(_ range: Range<Int>, in value: Span<UInt8>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, value[start].isWhitespace { start += 1 }
        while end > start, value[end - 1].isWhitespace { end -= 1 }
        return start..<end
    }
}
