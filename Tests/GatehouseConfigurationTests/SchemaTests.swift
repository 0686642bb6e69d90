import Foundation
import Testing

@testable import GatehouseConfiguration

/// The JSON Schema that editors use and the reader that decides say the same.
struct SchemaTests {
    private let schema: [String: Any]
    private let definitions: [String: [String: Any]]
    private let validator: SchemaValidator

    init() throws {
        let file = Fixtures.root.appending(path: "policies/connector.schema.json")
        schema = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        validator = SchemaValidator(definitions: definitions)
    }

    private static func goodFiles() throws -> [URL] {
        try Fixtures.files(in: "policies", suffix: ".yaml") + Fixtures.files(in: "policies/examples", suffix: ".yaml")
    }

    private func violations(of bytes: [UInt8]) throws -> [String] {
        let context = ReadingContext(file: "f")
        let text = try #require(SourceText.read(bytes, context))
        let root = try #require(YAMLTree.read(text, context))
        return try validator.violations(of: root, by: ["$ref": "#/$defs/document"])
    }

    @Test func everyGoodFileIsReadAndValidates() throws {
        let files = try Self.goodFiles()
        #expect(files.count >= 5)
        for file in files {
            let bytes = try Fixtures.bytes(of: file)
            #expect(Fixtures.problems(in: bytes) == [], "\(file.lastPathComponent)")
            #expect(try violations(of: bytes) == [], "\(file.lastPathComponent)")
        }
    }

    @Test func theValidatorSeesMistakes() throws {
        let text = try Fixtures.replacing(
            "require: none, upstream: connector", with: "body_limit: 5, upstram: x, hosts2: []")
        let found = try violations(of: Array(text.utf8))
        #expect(found.contains("routes[0]: additional upstram"))
        #expect(found.contains("routes[0]: required upstream"))
        #expect(found.contains("routes[0]: required require"))
        #expect(found.contains("routes[0].body_limit: type"))
    }

    @Test func everyKeyOfTheReaderIsInTheSchemaAndBack() throws {
        let context = ReadingContext(file: "f")
        _ = ConfigurationDocument.read(try Fixtures.bytes(at: "policies/examples/every-option.yaml"), context)
        let sections = definitions.filter { $0.value["properties"] != nil }
        #expect(Set(sections.keys) == Set(context.vocabulary.keys))
        for (name, keys) in context.vocabulary {
            let properties = sections[name]?["properties"] as? [String: Any] ?? [:]
            #expect(Set(properties.keys) == Set(keys), "\(name)")
            #expect(sections[name]?["additionalProperties"] as? Bool == false, "\(name)")
        }
    }

    /// What `every-option.yaml` sets is what the schema offers, so that the example cannot fall behind.
    @Test func theExampleWithEveryOptionHasEveryOption() throws {
        let words = Set(
            String(decoding: try Fixtures.bytes(at: "policies/examples/every-option.yaml"), as: UTF8.self).split {
                ": \n{}[],-".contains($0)
            })
        for (name, definition) in definitions {
            for key in (definition["properties"] as? [String: Any] ?? [:]).keys {
                #expect(words.contains(Substring(key)), "\(name).\(key)")
            }
        }
    }

    @Test func everyReferenceInTheSchemaLeadsSomewhereAndEveryRuleIsUnderstood() throws {
        var references: Set<String> = []
        try walk(schema) { key, value in
            if key == "$ref", let reference = value as? String { references.insert(reference) }
        }
        let names = references.map { $0.replacingOccurrences(of: "#/$defs/", with: "") }
        #expect(Set(names) == Set(definitions.keys))
        let annotations: Set<String> = ["description", "default", "additionalProperties"]
        for definition in definitions.values {
            #expect(Set(definition.keys).subtracting(SchemaValidator.assertions).subtracting(annotations) == [])
        }
    }

    /// The defaults that the schema shows are those that the reader applies.
    @Test func theDefaultsOfTheSchemaAreTheReaders() throws {
        let document = try Fixtures.document(Fixtures.complete)
        let expected: [(String, String, String)] = [
            ("drain", "deadline", DurationText.text(of: document.drain.deadline)),
            ("drain", "grace", DurationText.text(of: document.drain.grace)),
            ("limits", "target", "\(document.limits.target)"), ("limits", "head", "\(document.limits.head)"),
            ("limits", "fields", "\(document.limits.fields)"), ("limits", "streams", "\(document.limits.streams)"),
            ("limits", "stream_window", "\(document.limits.streamWindow)"),
            ("limits", "connection_window", "\(document.limits.connectionWindow)"),
            ("limits", "client_connections", "\(document.limits.clientConnections)"),
            ("limits", "held_bodies", "\(document.limits.heldBodies)"),
            ("limits", "client_held_bodies", "\(document.limits.clientHeldBodies)"),
            ("limits", "minimum_throughput", "\(document.limits.minimumThroughput)"),
            ("limits", "memory", document.limits.memory == nil ? "auto" : ""),
            ("signature_failures", "rate", document.limits.signatureFailures.map { "\($0.rate)" } ?? ""),
            ("signature_failures", "burst", document.limits.signatureFailures.map { "\($0.burst)" } ?? ""),
            ("listener", "connections", "\(document.listeners[0].connections)"),
            ("client_deadlines", "handshake", DurationText.text(of: document.limits.deadlines.handshake)),
            ("client_deadlines", "request_head", DurationText.text(of: document.limits.deadlines.requestHead)),
            ("client_deadlines", "request_body", DurationText.text(of: document.limits.deadlines.requestBody)),
            ("client_deadlines", "response_write", DurationText.text(of: document.limits.deadlines.responseWrite)),
            ("client_deadlines", "idle", DurationText.text(of: document.limits.deadlines.idle)),
            ("upstream", "connections", "\(document.upstreams[0].connections)"),
            ("upstream_deadlines", "connect", DurationText.text(of: document.upstreams[0].deadlines.connect)),
            (
                "upstream_deadlines", "response_head",
                DurationText.text(of: document.upstreams[0].deadlines.responseHead)
            ),
            ("upstream_deadlines", "idle", DurationText.text(of: document.upstreams[0].deadlines.idle)),
            ("upstream_deadlines", "keep_alive", DurationText.text(of: document.upstreams[0].deadlines.keepAlive)),
            ("reconnect", "first", DurationText.text(of: document.upstreams[0].reconnect.first)),
            ("reconnect", "longest", DurationText.text(of: document.upstreams[0].reconnect.longest)),
            ("upstream", "resolve", DurationText.text(of: document.upstreams[0].resolve)),
            ("upstream", "slow_start", DurationText.text(of: document.upstreams[0].slowStart)),
            ("ejection", "failures", "\(document.upstreams[0].ejection.failures)"),
            ("ejection", "first", DurationText.text(of: document.upstreams[0].ejection.first)),
            ("ejection", "longest", DurationText.text(of: document.upstreams[0].ejection.longest)),
            ("route", "body_limit", "\(document.routes[0].bodyLimit)"), ("audit", "queue", "\(document.audit.queue)"),
            ("audit_rotate", "size", "\(document.audit.rotation?.size ?? .mebibytes(0))"),
            ("audit_rotate", "age", document.audit.rotation.map { DurationText.text(of: $0.age) } ?? ""),
            ("audit_keep", "files", "\(document.audit.retention.files)"),
            ("audit_keep", "size", "\(document.audit.retention.size)"),
            ("audit_keep", "age", DurationText.text(of: document.audit.retention.age)),
            ("audit_aggregate", "full", "\(document.audit.flood.full)"),
            ("audit_aggregate", "window", DurationText.text(of: document.audit.flood.window)),
        ]
        for (section, key, value) in expected {
            let properties = definitions[section]?["properties"] as? [String: [String: Any]]
            let shown = properties?[key]?["default"].map { "\($0)" }
            #expect(shown == value, "\(section).\(key)")
        }
    }

    private func walk(_ value: Any, _ visit: (String, Any) throws -> Void) throws {
        if let object = value as? [String: Any] {
            for (key, inner) in object {
                try visit(key, inner)
                try walk(inner, visit)
            }
        } else if let array = value as? [Any] {
            for inner in array { try walk(inner, visit) }
        }
    }
}
