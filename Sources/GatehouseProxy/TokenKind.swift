/// What an event of the loop or an expired deadline is about.
enum TokenKind: UInt8 {
    case listener, mailbox, downstream, upstream, exchange, probe
}
