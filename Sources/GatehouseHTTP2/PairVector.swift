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
        // One copy of everything. The target is disjoint from any field block: this struct alone owns it.
        fields.withBytes { source in
            unsafe source.withUnsafeBufferPointer { unsafe _ = bytes.update(fromContentsOf: $0) }
        }
        var count = 0
        for index in 0..<fields.count where !fields.isRemoved(at: index) {
            let (name, value) = fields.layout(at: index)
            // Both ranges are inside what was copied.
            unsafe pairs[count] = nghttp2_nv(
                name: bytes.baseAddress.map { unsafe $0 + name.lowerBound },
                value: bytes.baseAddress.map { unsafe $0 + value.lowerBound },
                namelen: name.count, valuelen: value.count, flags: Self.flags(of: fields, at: index))
            count += 1
        }
        return unsafe body(UnsafePointer(pairs.baseAddress), count)
    }

    /// Values that never come again would only push others out of the peer's table (RFC 7541 section 6.2.3); what came never
    /// indexed is passed on so.
    private static func flags(of fields: borrowing FieldBlock, at index: Int) -> UInt8 {
        switch fields.known(at: index) {
        case .xRequestID, .traceparent: UInt8(NGHTTP2_NV_FLAG_NO_INDEX.rawValue)
        default:
            UInt8(
                (fields.isNeverIndexed(at: index) ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE).rawValue)
        }
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
