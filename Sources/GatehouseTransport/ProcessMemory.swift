internal import CLinux

/// Memory of the process, as the allocator counts it.
package enum ProcessMemory {
    /// Bytes that were asked for and not given back, mapped blocks included.
    ///
    /// Not what is resident: the allocator keeps what was freed for the next use, so that the resident size says how much
    /// there was once. Walks the allocator's lists, some ten microseconds: not for each event. Any thread.
    package static var allocatedByteCount: UInt64 {
        let info = mallinfo2()
        return UInt64(info.uordblks) + UInt64(info.hblkhd)
    }
}
