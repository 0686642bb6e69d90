/// Test texts and patterns as bytes.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// `count` bytes that differ from their neighbours.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
}
