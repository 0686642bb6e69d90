import Glibc

/// Attempts on memory.
enum Memory {
    static func mapExecutable() -> Int32 {
        unsafe map(PROT_READ | PROT_EXEC).code
    }

    static func makeExecutable() -> Int32 {
        let mapped = unsafe map(PROT_READ | PROT_WRITE)
        guard let address = unsafe mapped.address else { return -1 }
        return unsafe mprotect(address, 4096, PROT_READ | PROT_EXEC) < 0 ? errno : 0
    }

    private static func map(_ protection: Int32) -> (address: UnsafeMutableRawPointer?, code: Int32) {
        let address = unsafe mmap(nil, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        return unsafe address == MAP_FAILED ? (nil, errno) : (address, 0)
    }
}
