internal import CNghttp2
internal import GatehouseHTTP

/// A field block in the form that nghttp2's submit functions read; memory is reused from head to head. (U)
///
/// Names and values are copied into one block of ours first: pointers into it stay good for as long as it is not grown,
/// which no span of a `FieldBlock` would promise. nghttp2 copies them again before submit returns.
@safe struct PairVector: ~Copyable {
    private var bytes: UnsafeMutableBufferPointer<UInt8>
    private var pairs: UnsafeMutableBufferPointer<nghttp2_nv>

    init() {
        unsafe bytes = .allocate(capacity: 1_024)
        unsafe pairs = .allocate(capacity: 32)
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe pairs.deallocate()
    }

    /// Lends the pairs of `fields`, removed entries left out.
    ///
    /// - Parameters:
    ///   - fields: what is to be sent.
    ///   - body: gets the pairs and their number; must not keep the pointer.
    /// - Returns: what `body` returns.
    mutating func withPairs<R>(
        of fields: borrowing FieldBlock, _ body: (UnsafePointer<nghttp2_nv>?, Int) -> R
    ) -> R {
        reserve(bytes: fields.byteCount, pairs: fields.count)
        var used = 0
        var count = 0
        for index in 0..<fields.count where !fields.isRemoved(at: index) {
            fields.withField(at: index) { name, value in
                unsafe pairs[count] = pair(name, value, fields.isNeverIndexed(at: index), at: used)
            }
            used += fields.nameCount(at: index) + fields.valueCount(at: index)
            count += 1
        }
        return unsafe body(UnsafePointer(pairs.baseAddress), count)
    }

    /// - Precondition: `used` and both lengths fit into `bytes`, as `reserve` has seen to.
    private func pair(
        _ name: Span<UInt8>, _ value: Span<UInt8>, _ isNeverIndexed: Bool, at used: Int
    ) -> nghttp2_nv {
        let flags = isNeverIndexed ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE
        let nameStart = unsafe copy(name, to: used)
        let valueStart = unsafe copy(value, to: used + name.count)
        return unsafe nghttp2_nv(
            name: nameStart, value: valueStart, namelen: name.count, valuelen: value.count,
            flags: UInt8(flags.rawValue))
    }

    private func copy(_ source: Span<UInt8>, to offset: Int) -> UnsafeMutablePointer<UInt8>? {
        let target = unsafe UnsafeMutableBufferPointer(rebasing: bytes[offset..<offset + source.count])
        // The target is disjoint from any field block: this struct alone owns it.
        unsafe source.withUnsafeBufferPointer { unsafe _ = target.update(fromContentsOf: $0) }
        return unsafe bytes.baseAddress.map { unsafe $0 + offset }
    }

    private mutating func reserve(bytes byteCount: Int, pairs pairCount: Int) {
        if unsafe byteCount > bytes.count {
            unsafe bytes.deallocate()
            unsafe bytes = .allocate(capacity: byteCount * 2)
        }
        if unsafe pairCount > pairs.count {
            unsafe pairs.deallocate()
            unsafe pairs = .allocate(capacity: pairCount * 2)
        }
    }
}
