#if LIBFUZZER
import Glibc

/// The target that the process runs, by the environment: libFuzzer keeps the command line to itself.
private let target: FuzzTarget = {
    let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fatalError("FUZZ_TARGET is one of: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
    }
    return target
}()

/// What libFuzzer calls for each input. Compiled by `Fuzz/run` only.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer lends the bytes for the time of the call.
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    do {
        try target.run(octets: bytes)
    } catch {
        fatalError("\(target.rawValue): \(error)")
    }
    return 0
}
#endif
