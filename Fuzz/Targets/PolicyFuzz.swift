import GatehouseConfiguration
import GatehousePolicy

/// A policy file: it is one, or everything that is wrong with it is said where it stands, in a form for a terminal.
enum PolicyFuzz {
    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        let document: ConfigurationDocument
        do {
            document = try ConfigurationDocument(reading: input, file: "policy.yaml")
        } catch {
            try check(error, input)
            return try demand(isSame(error, input), "other problems at the second reading")
        }
        guard let again = try? ConfigurationDocument(reading: input, file: "policy.yaml") else {
            throw FuzzFinding("accepted once, refused the next time")
        }
        try demand(again == document, "another policy at the second reading")
        try check(document)
    }

    private static func isSame(_ failure: ConfigurationFailure, _ input: [UInt8]) -> Bool {
        do {
            _ = try ConfigurationDocument(reading: input, file: "policy.yaml")
            return false
        } catch {
            return error == failure
        }
    }

    private static func check(_ failure: ConfigurationFailure, _ input: [UInt8]) throws(FuzzFinding) {
        try demand(!failure.problems.isEmpty, "refused without a reason")
        let lineCount = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).count
        for problem in failure.problems {
            let position = problem.position
            try demand(position.line >= 1 && position.column >= 1, "a place before the file: \(problem)")
            // YAML has line breaks of its own, of up to three octets.
            try demand(position.line <= input.count + lineCount + 1, "a place behind the file: \(problem)")
            try demand(!problem.message.isEmpty && !problem.hint.isEmpty, "a problem without words: \(problem)")
            let text = problem.description
            let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }
            try demand(isPlain, "controls reach the terminal: \(text.debugDescription)")
            try demand(text.utf8.count < 4_096, "a message without end: \(text.utf8.count) bytes")
        }
    }

    /// Every reference leads somewhere, and the table that decides can be made.
    private static func check(_ document: ConfigurationDocument) throws(FuzzFinding) {
        try demand(!document.listeners.isEmpty, "no listener")
        try demand(!document.routes.isEmpty && !document.upstreams.isEmpty, "no route, or no upstream")
        let definitions = document.routeDefinitions()
        try demand(definitions.count == document.routes.count, "routes were lost")
        for definition in definitions {
            try demand(document.upstreams.indices.contains(definition.upstreamIndex), "a route to nowhere")
            if case .signature(let verifier, _) = definition.requirement {
                try demand(document.keyRings.indices.contains(verifier), "signed with no key")
            }
        }
        try demand((try? RouteTable(definitions)) != nil, "no table can be made")
    }
}
