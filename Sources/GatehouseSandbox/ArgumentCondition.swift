/// What an argument of a system call has to be.
struct ArgumentCondition: Hashable, Sendable {
    /// From 0.
    let index: UInt32
    /// The bits that are looked at.
    let mask: UInt64
    let value: UInt64

    /// - Parameters:
    ///   - index: of the argument, from 0.
    ///   - mask: the bits that are looked at. Without it, those of a 32-bit number: what a register holds above them is
    ///     not passed on by the kernel either.
    ///   - value: what they have to be.
    init(_ index: UInt32, masked mask: UInt64 = 0xffff_ffff, is value: UInt64) {
        self.index = index
        self.mask = mask
        self.value = value
    }
}
