/// A certificate chain with its private key, as files.
package struct CertificateSettings: Hashable, Sendable {
    /// What listeners refer to it by.
    package let name: String
    /// PEM, leaf first. Relative paths are already joined to the folder of the configuration file.
    package let chainPath: String
    /// PEM.
    package let keyPath: String
    /// The server names that the pair is chosen for; empty for those that the certificate itself carries.
    package let serverNames: [String]
    /// Where its definition begins in the file.
    package let position: SourcePosition
}

extension CertificateSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "certificate", context) else { return nil }
        let name = section.required("name", .name)
        let chainPath = section.required("chain", .filePath)
        let keyPath = section.required("key", .filePath)
        let serverNames = section.value("names", .list(of: .certificateName), default: [])
        section.finish()
        guard let name, let chainPath, let keyPath, let serverNames else { return nil }
        self.init(
            name: name, chainPath: chainPath, keyPath: keyPath, serverNames: serverNames, position: node.position)
    }
}
