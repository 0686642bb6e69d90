public import GatehouseMemory

/// The fields of one message head or trailer section, in order, in one block of bytes that is reused.
///
/// Names are lower case. Pseudo-fields (`:method`, `:path`, ...) are entries like the others, so that HTTP/1.1 and
/// HTTP/2 heads look the same to everything behind the codecs. Values are as received, without surrounding white space.
/// Nothing here judges: codecs validate what they append.
@usableFromInline
package struct FieldBlock: ~Copyable, Sendable {
    /// Not private: with a private element type the compiler (6.3.1) emits a broken module for the array's metadata.
    @usableFromInline
    struct Entry: BitwiseCopyable, Sendable {
        @usableFromInline var nameStart: UInt32
        @usableFromInline var valueStart: UInt32
        @usableFromInline var valueCount: UInt32
        @usableFromInline var nameCount: UInt16
        @usableFromInline var known: KnownField
        @usableFromInline var isRemoved = false
        @usableFromInline var isNeverIndexed = false

        @inlinable
        init(nameStart: UInt32, valueStart: UInt32, valueCount: UInt32, nameCount: UInt16, known: KnownField) {
            self.nameStart = nameStart
            self.valueStart = valueStart
            self.valueCount = valueCount
            self.nameCount = nameCount
            self.known = known
        }
    }

    @usableFromInline var bytes: Block<UInt8>
    @usableFromInline var entries: Block<Entry>
    /// Bit n is set when an entry of `KnownField` n was appended.
    @usableFromInline var present: UInt64 = 0

    /// An empty block, without memory until the first field.
    package init() {
        bytes = Block()
        entries = Block()
    }

    /// Entries, removed ones included; valid indices are `0..<count`.
    @inlinable
    package var count: Int { entries.count }

    /// Bytes of all names and values: what limits on a head are applied to.
    @inlinable
    package var byteCount: Int { bytes.count }

    /// Bytes of memory held.
    package var memoryByteCount: Int { bytes.capacity + entries.capacity * MemoryLayout<Entry>.stride }

    /// Forgets the fields and keeps the memory.
    @inlinable
    package mutating func removeAll() {
        bytes.removeAll()
        entries.removeAll()
        present = 0
    }

    // MARK: Writing

    /// Appends a field; the name is stored in lower case.
    ///
    /// - Parameters:
    ///   - name: at most 65,535 bytes, which every codec's limits ensure.
    ///   - value: without surrounding white space.
    package mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
        reserve(name.count + value.count)
        let nameStart = bytes.count
        bytes.append(copying: name)
        for index in nameStart..<bytes.count { bytes[index] = bytes[index].lowercased }
        let known = bytes.withSpan(nameStart..<bytes.count) { KnownField(name: $0) }
        appendEntry(known, nameStart: nameStart, value: value)
    }

    /// Appends a field whose name is known.
    ///
    /// - Precondition: `field` has a name (neither `.other` nor `.xForwardedOther`).
    package mutating func append(_ field: KnownField, value: Span<UInt8>) {
        guard let name = field.name else { preconditionFailure("a field without a name was appended") }
        reserve(32 + value.count)
        let nameStart = bytes.count
        bytes.append(copying: name.utf8.span)
        appendEntry(field, nameStart: nameStart, value: value)
    }

    /// Heads are some hundred bytes: the first field makes room for one, so that it does not grow field by field.
    @inlinable
    mutating func reserve(_ byteCount: Int) {
        if entries.capacity == 0 {
            entries.reserve(24)
            bytes.reserve(max(768, byteCount))
        }
    }

    /// Appends a field whose name is known and whose value is the UTF-8 of `value`.
    package mutating func append(_ field: KnownField, value: String) {
        append(field, value: value.utf8.span)
    }

    /// Appends a field given as text: names and values of our own.
    package mutating func append(name: String, value: String) {
        append(name: name.utf8.span, value: value.utf8.span)
    }

    /// Appends a field whose value is a number.
    package mutating func append(_ field: KnownField, decimal number: UInt64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = digits.count
        var rest = number
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        append(field, value: digits.span.extracting(start..<digits.count))
    }

    /// Appends a field that another block has classified already.
    ///
    /// - Parameters:
    ///   - known: the class of `name`.
    ///   - name: in lower case.
    ///   - value: without surrounding white space.
    @inlinable
    package mutating func append(_ known: KnownField, name: Span<UInt8>, value: Span<UInt8>) {
        reserve(name.count + value.count)
        let nameStart = bytes.count
        bytes.append(copying: name)
        appendEntry(known, nameStart: nameStart, value: value)
    }

    /// Appends one field whose value is the values of all `field`s of `source`, in order, with `separator` between them.
    package mutating func append(
        _ field: KnownField, joining source: borrowing FieldBlock, separator: String
    ) {
        guard let name = field.name else { preconditionFailure("a field without a name was appended") }
        let nameStart = bytes.count
        bytes.append(copying: name.utf8.span)
        let valueStart = bytes.count
        var isAnyNeverIndexed = false
        for index in 0..<source.count where source.known(at: index) == field && !source.isRemoved(at: index) {
            if source.isNeverIndexed(at: index) { isAnyNeverIndexed = true }
            if bytes.count > valueStart { bytes.append(copying: separator.utf8.span) }
            source.withValue(at: index) { bytes.append(copying: $0) }
        }
        appendEntry(field, nameStart: nameStart, valueStart: valueStart)
        if isAnyNeverIndexed { markLastNeverIndexed() }
    }

    @inlinable
    mutating func appendEntry(_ known: KnownField, nameStart: Int, value: Span<UInt8>) {
        let valueStart = bytes.count
        bytes.append(copying: value)
        appendEntry(known, nameStart: nameStart, valueStart: valueStart)
    }

    /// Enters a field whose value runs from `valueStart` to the end of the bytes.
    @inlinable
    mutating func appendEntry(_ known: KnownField, nameStart: Int, valueStart: Int) {
        entries.append(
            Entry(
                nameStart: UInt32(nameStart), valueStart: UInt32(valueStart),
                valueCount: UInt32(bytes.count - valueStart), nameCount: UInt16(valueStart - nameStart),
                known: known))
        present |= 1 << UInt64(known.rawValue)
    }

    /// Gives the field at `index` another name and keeps its value and place: Host becomes `:authority`.
    ///
    /// - Precondition: `field` has a name.
    package mutating func rename(at index: Int, to field: KnownField) {
        guard let name = field.name else { preconditionFailure("a field was renamed to one without a name") }
        entries[index].nameStart = UInt32(bytes.count)
        entries[index].nameCount = UInt16(name.utf8.count)
        entries[index].known = field
        bytes.append(copying: name.utf8.span)
        present |= 1 << UInt64(field.rawValue)
    }

    /// Puts the value at `index` into ASCII lower case.
    @inlinable
    package mutating func lowercaseValue(at index: Int) {
        for position in valueRange(at: index) { bytes[position] = bytes[position].lowercased }
    }

    /// Notes that the field appended last came as one that no compression table may hold (RFC 7541 section 6.2.3): the
    /// sender thinks its value worth guarding from guesses, and whoever passes it on has to heed that.
    package mutating func markLastNeverIndexed() {
        guard entries.count > 0 else { return }
        entries[entries.count - 1].isNeverIndexed = true
    }

    /// Takes the field at `index` out; indices of others do not change.
    @inlinable
    package mutating func remove(at index: Int) {
        entries[index].isRemoved = true
    }

    // MARK: Reading

    /// True when the field at `index` was taken out.
    @inlinable
    package func isRemoved(at index: Int) -> Bool { entries[index].isRemoved }

    /// True when the field at `index` came as one that no compression table may hold.
    @inlinable
    package func isNeverIndexed(at index: Int) -> Bool { entries[index].isNeverIndexed }

    /// The class of the name at `index`.
    @inlinable
    package func known(at index: Int) -> KnownField { entries[index].known }

    /// Bytes of the name at `index`.
    @inlinable
    package func nameCount(at index: Int) -> Int { Int(entries[index].nameCount) }

    /// Bytes of the value at `index`.
    @inlinable
    package func valueCount(at index: Int) -> Int { Int(entries[index].valueCount) }

    /// Lends the name at `index`, in lower case.
    @inlinable
    package func withName<R: ~Copyable, E: Error>(
        at index: Int, _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try bytes.withSpan(nameRange(at: index), body)
    }

    /// Lends the value at `index`.
    @inlinable
    package func withValue<R: ~Copyable, E: Error>(
        at index: Int, _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try bytes.withSpan(valueRange(at: index), body)
    }

    /// Lends name and value of one field.
    @inlinable
    package func withField<R: ~Copyable, E: Error>(
        at index: Int, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try bytes.withSpan(nameRange(at: index)) { (name) throws(E) -> R in
            try bytes.withSpan(valueRange(at: index)) { (value) throws(E) -> R in try body(name, value) }
        }
    }

    /// True when a field of this kind is in the block.
    @inlinable
    package func contains(_ field: KnownField) -> Bool { firstIndex(of: field) != nil }

    /// The first field of this kind.
    @inlinable
    package func firstIndex(of field: KnownField) -> Int? {
        guard present & (1 << UInt64(field.rawValue)) != 0 else { return nil }
        for index in 0..<entries.count where entries[index].known == field && !entries[index].isRemoved {
            return index
        }
        return nil
    }

    /// The first field with this name.
    ///
    /// - Parameters:
    ///   - name: in lower case.
    ///   - start: the index to begin at.
    /// - Returns: nil when there is none.
    package func firstIndex(named name: Span<UInt8>, from start: Int = 0) -> Int? {
        guard start < entries.count else { return nil }
        for index in start..<entries.count
        where Int(entries[index].nameCount) == name.count && !entries[index].isRemoved {
            if bytes.withSpan(nameRange(at: index), { $0.equals(name) }) { return index }
        }
        return nil
    }

    /// How many fields of this kind are in the block.
    package func count(of field: KnownField) -> Int {
        guard present & (1 << UInt64(field.rawValue)) != 0 else { return 0 }
        var total = 0
        for index in 0..<entries.count where entries[index].known == field && !entries[index].isRemoved {
            total += 1
        }
        return total
    }

    /// Lends the value of the first field of this kind; nil when there is none.
    @inlinable
    package func withValue<R, E: Error>(
        of field: KnownField, _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R? {
        guard let index = firstIndex(of: field) else { return nil }
        return try withValue(at: index, body)
    }

    /// Lends all names and values, in one piece, to be read with `layout(at:)`.
    @inlinable
    package func withBytes<R: ~Copyable>(_ body: (Span<UInt8>) -> R) -> R {
        bytes.withSpan(0..<bytes.count, body)
    }

    /// Where the name and the value at `index` are in the bytes that `withBytes` lends.
    @inlinable
    package func layout(at index: Int) -> (name: Range<Int>, value: Range<Int>) {
        (nameRange(at: index), valueRange(at: index))
    }

    @inlinable
    func nameRange(at index: Int) -> Range<Int> {
        let entry = entries[index]
        return Int(entry.nameStart)..<Int(entry.nameStart) + Int(entry.nameCount)
    }

    @inlinable
    func valueRange(at index: Int) -> Range<Int> {
        let entry = entries[index]
        return Int(entry.valueStart)..<Int(entry.valueStart) + Int(entry.valueCount)
    }
}

extension FieldBlock {
    /// A value as text, for records, tests and messages; not for decisions.
    package func text(of field: KnownField) -> String? {
        withValue(of: field) { String(decoding: $0) }
    }

    /// The first value with this name (in lower case) as text; not for decisions.
    package func text(named name: String) -> String? {
        guard let index = firstIndex(named: name.utf8.span) else { return nil }
        return withValue(at: index) { String(decoding: $0) }
    }
}

extension String {
    /// UTF-8 with ill-formed sequences repaired: text for people.
    package init(decoding bytes: Span<UInt8>) {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        self = String(decoding: copy, as: UTF8.self)
    }
}
