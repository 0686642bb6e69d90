/// Which client certificates a listener accepts.
package struct ClientTrust: Equatable, Sendable {
    /// The authorities that may have issued them: PEM. Never the system's.
    package var authoritiesPEM: String
    /// Their revocation lists: PEM. With one, every certificate needs a list of its issuer that is in force.
    package var revocationsPEM: String?
    /// False lets clients in that show none; a bad one is refused all the same.
    package var isRequired = true
    /// Exact names, wildcards for one label and addresses, one of which the certificate must carry as a subject
    /// alternative name. Empty: any certificate of the authorities.
    package var names: [String] = []

    package init(authoritiesPEM: String) {
        self.authoritiesPEM = authoritiesPEM
    }
}
