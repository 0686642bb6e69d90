internal import CLinux
internal import Glibc

/// The processors this process may use.
package enum CPU {
    /// How many there are, by the affinity mask: containers and `taskset` are respected. At least 1.
    package static var onlineCount: Int {
        max(1, allowed().count)
    }

    /// Binds the calling thread to the `index`-th allowed processor, counted around.
    package static func pin(toIndex index: Int) throws(SystemError) {
        let processors = allowed()
        guard !processors.isEmpty, index >= 0 else { return }
        let processor = processors[index % processors.count]
        var set = cpu_set_t()
        unsafe withUnsafeMutableBytes(of: &set) { bytes in
            unsafe bytes[processor / 8] |= 1 << UInt8(processor % 8)
        }
        // Process 0 is the calling thread; the system copies the set.
        guard unsafe sched_setaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else { throw .last(.affinity) }
    }

    /// Lets every other thread go first: for work that nobody waits for, such as compressing old files.
    package static func yieldToOthers() {
        // On Linux the priority is the calling thread's own; a refusal changes nothing but the speed (setpriority(2)).
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    }

    /// The numbers of the processors in the calling thread's affinity mask, ascending.
    private static func allowed() -> [Int] {
        var set = cpu_set_t()
        // The system fills in at most the size given.
        guard unsafe sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else { return [] }
        return unsafe withUnsafeBytes(of: &set) { bytes in
            (0..<bytes.count * 8).filter { unsafe bytes[$0 / 8] & 1 << UInt8($0 % 8) != 0 }
        }
    }
}
