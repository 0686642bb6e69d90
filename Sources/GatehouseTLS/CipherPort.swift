internal import BasicContainers
internal import COpenSSL
internal import GatehouseTransport

/// What C callbacks see of a connection: where its ciphertext comes from and goes to, and what they have to tell.
///
/// Lives at a fixed address, as user data of the BIO, for as long as its `SSL`. No callback keeps anything else.
@unsafe struct CipherPort {
    /// What a callback found that ends the connection.
    enum Violation {
        case serverNameUnknown, applicationProtocolMismatch, renegotiation, postHandshakeFlood
    }

    /// A few messages follow a handshake honestly: tickets, and a key update after each 2^24 records or so.
    /// One message makes about three steps of the library's state machine.
    static let postHandshakeStepLimit = 96

    /// Ciphertext received and not read yet; in the worker's receive buffer, or in a connection's own carry-over.
    var input: UnsafePointer<UInt8>?
    var inputCount = 0
    /// The worker's cipher buffer, and how much of it is in use.
    let outputRoom: UnsafeMutableRawBufferPointer
    let outputCount: UnsafeMutablePointer<Int>

    var isEstablished = false
    var postHandshakeSteps = 0
    var violation: Violation?
    var serverName: HostName?
    /// Server: the bundle that the name led to.
    var bundle: Int?
    /// Server: the pair that the session began with, when it was resumed.
    var resumedPair: Int?
    /// Client: where sessions for later resumption go, and under which name. Kept alive by the client context.
    var shelf: Unmanaged<SessionShelf>?
    var shelfKey = ""

    init(buffers: IOBuffers) {
        unsafe outputRoom = buffers.cipherRoom
        unsafe outputCount = buffers.cipherCount
    }

    /// The port behind an `SSL`, which always has our BIO.
    @inline(__always)
    static func of(_ ssl: OpaquePointer?) -> UnsafeMutablePointer<CipherPort>? {
        unsafe of(bio: SSL_get_rbio(ssl))
    }

    @inline(__always)
    static func of(bio: OpaquePointer?) -> UnsafeMutablePointer<CipherPort>? {
        unsafe BIO_get_data(bio)?.assumingMemoryBound(to: CipherPort.self)
    }

    /// A BIO that reads from and writes to `port`.
    static func makeBIO(for port: UnsafeMutablePointer<CipherPort>) -> OpaquePointer? {
        guard let method = unsafe Self.method.pointer, let bio = unsafe BIO_new(method) else { return nil }
        unsafe BIO_set_data(bio, port)
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    /// The BIO's functions; made once, never freed, not changed afterwards.
    @safe private struct Method: @unchecked Sendable {
        let pointer: OpaquePointer?
    }

    private static let method: Method = {
        let type = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = unsafe BIO_meth_new(type, "gatehouse") else { return unsafe Method(pointer: nil) }
        unsafe BIO_meth_set_read(method, CipherPort.read)
        unsafe BIO_meth_set_write(method, CipherPort.write)
        unsafe BIO_meth_set_ctrl(method, CipherPort.control)
        return unsafe Method(pointer: method)
    }()

    /// Gives the library ciphertext from where it was received.
    private static let read: @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32) -> Int32 = {
        bio, room, limit in
        unsafe BIO_clear_flags(bio, retryFlags)
        guard let port = unsafe CipherPort.of(bio: bio), let room = unsafe room, limit > 0 else { return -1 }
        let count = unsafe min(Int(limit), port.pointee.inputCount)
        guard count > 0, let input = unsafe port.pointee.input else {
            unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return -1
        }
        // `count` bytes are left at `input`, and `room` has space for at least as many.
        unsafe UnsafeMutableRawPointer(room).copyMemory(from: input, byteCount: count)
        unsafe port.pointee.input = input + count
        unsafe port.pointee.inputCount -= count
        return Int32(count)
    }

    /// Appends ciphertext to the worker's buffer. Takes all or, when the buffer is full, what fits.
    private static let write: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
        bio, bytes, length in
        unsafe BIO_clear_flags(bio, retryFlags)
        guard let port = unsafe CipherPort.of(bio: bio), let bytes = unsafe bytes, length > 0 else { return -1 }
        let used = unsafe port.pointee.outputCount.pointee
        let count = unsafe min(Int(length), port.pointee.outputRoom.count - used)
        guard count > 0, let base = unsafe port.pointee.outputRoom.baseAddress else {
            unsafe BIO_set_flags(bio, BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            return -1
        }
        // `used + count` is within the room.
        unsafe (base + used).copyMemory(from: bytes, byteCount: count)
        unsafe port.pointee.outputCount.pointee = used + count
        return Int32(count)
    }

    /// Flushing is ours to do, later: say yes. There is nothing else to control.
    private static let control: @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int = {
        _, command, _, _ in
        command == BIO_CTRL_FLUSH ? 1 : 0
    }

    private static var retryFlags: Int32 {
        BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY
    }
}
