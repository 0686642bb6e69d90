/// Why bytes could not be compressed or expanded.
package enum GzipError: Error, Equatable {
    /// No memory for the state of zlib.
    case outOfMemory
    /// The bytes are not in gzip format (RFC 1952), or their checksum is wrong.
    case corrupt
    /// The bytes end in the middle of a member.
    case truncated
}
