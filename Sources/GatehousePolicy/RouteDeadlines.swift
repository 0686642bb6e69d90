/// How long the steps of an exchange on a route may take, in milliseconds.
package struct RouteDeadlines: Hashable, Sendable {
    /// From asking for an upstream connection until there is one.
    package var connectMilliseconds: UInt32
    /// From the end of the request until the final response head.
    package var responseHeadMilliseconds: UInt32
    /// Without a byte of the response body in either direction.
    package var idleMilliseconds: UInt32
    /// From the request head until the end of the request body.
    package var requestBodyMilliseconds: UInt32

    /// All of them must be stated; defaults belong to the configuration.
    package init(
        connectMilliseconds: UInt32, responseHeadMilliseconds: UInt32, idleMilliseconds: UInt32,
        requestBodyMilliseconds: UInt32
    ) {
        self.connectMilliseconds = connectMilliseconds
        self.responseHeadMilliseconds = responseHeadMilliseconds
        self.idleMilliseconds = idleMilliseconds
        self.requestBodyMilliseconds = requestBodyMilliseconds
    }
}
