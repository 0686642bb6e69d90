/// Finds members by the bytes of their names, without a string.
enum RecordMemberTable {
    /// A name of up to 16 bytes as one number.
    private static let packedNames: [UInt128] = RecordIndex.Member.allCases.map { pack($0.name.utf8.span) }
    /// By length and first byte, so that few are compared.
    private static let candidates: [[RecordIndex.Member]] = (0..<512).map { slot in
        RecordIndex.Member.allCases.filter { RecordMemberTable.slot($0.name.utf8.span) == slot }
    }

    static func member(named name: Span<UInt8>) -> RecordIndex.Member? {
        guard !name.isEmpty, name.count <= 16 else { return nil }
        let list = candidates[slot(name)]
        guard !list.isEmpty else { return nil }
        let packed = pack(name)
        for member in list where packedNames[Int(member.rawValue)] == packed { return member }
        return nil
    }

    private static func slot(_ name: Span<UInt8>) -> Int {
        name.count & 15 << 5 | Int(name[0] & 31)
    }

    private static func pack(_ name: Span<UInt8>) -> UInt128 {
        var packed: UInt128 = 0
        for index in name.indices { packed = packed << 8 | UInt128(name[index]) }
        return packed
    }
}
