import Foundation

@testable import GatehouseConfiguration

/// As much of JSON Schema (2020-12) as `policies/connector.schema.json` uses.
struct SchemaValidator {
    let definitions: [String: Any]

    /// The keywords that `violations` understands; the schema may use no other.
    static let assertions: Set<String> = [
        "$ref", "type", "const", "enum", "pattern", "minimum", "maximum", "items", "minItems", "uniqueItems",
        "properties", "required", "additionalProperties", "propertyNames", "oneOf", "not", "if", "then",
    ]

    /// - Returns: a line for each rule that the node breaks.
    func violations(of node: YAMLNode, by schema: [String: Any]) throws -> [String] {
        var found: [String] = []
        if let reference = schema["$ref"] as? String {
            found += try violations(of: node, by: definition(reference))
        }
        found += try scalarViolations(of: node, by: schema)
        switch node.content {
        case .mapping(let entries): found += try mappingViolations(of: node, entries, by: schema)
        case .sequence(let elements): found += try sequenceViolations(of: node, elements, by: schema)
        case .scalar: break
        }
        return try found + combinationViolations(of: node, by: schema)
    }

    func definition(_ reference: String) -> [String: Any] {
        definitions[reference.replacingOccurrences(of: "#/$defs/", with: "")] as? [String: Any] ?? ["enum": []]
    }

    private func scalarViolations(of node: YAMLNode, by schema: [String: Any]) throws -> [String] {
        var found: [String] = []
        let value = json(node)
        if let type = schema["type"] as? String, type != self.type(of: node) { found.append("\(node.keyPath): type") }
        if let constant = schema["const"], "\(constant)" != "\(value)" { found.append("\(node.keyPath): const") }
        if let values = schema["enum"] as? [String], !values.contains("\(value)") {
            found.append("\(node.keyPath): enum")
        }
        if let pattern = schema["pattern"] as? String, let text = value as? String,
            try text.firstMatch(of: Regex(pattern)) == nil
        {
            found.append("\(node.keyPath): pattern")
        }
        if let number = value as? Int {
            if let lowest = schema["minimum"] as? Int, number < lowest { found.append("\(node.keyPath): minimum") }
            if let highest = schema["maximum"] as? Int, number > highest { found.append("\(node.keyPath): maximum") }
        }
        return found
    }

    private func mappingViolations(
        of node: YAMLNode, _ entries: [YAMLNode.Entry], by schema: [String: Any]
    ) throws -> [String] {
        let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
        var found: [String] = []
        for key in schema["required"] as? [String] ?? [] where node.value(of: key) == nil {
            found.append("\(node.keyPath): required \(key)")
        }
        for entry in entries {
            if let property = properties[entry.key] {
                found += try violations(of: entry.value, by: property)
            } else if let others = schema["additionalProperties"] as? [String: Any] {
                found += try violations(of: entry.value, by: others)
            } else if schema["additionalProperties"] as? Bool == false {
                found.append("\(node.keyPath): additional \(entry.key)")
            }
        }
        return found
    }

    private func sequenceViolations(
        of node: YAMLNode, _ elements: [YAMLNode], by schema: [String: Any]
    ) throws -> [String] {
        var found: [String] = []
        if let least = schema["minItems"] as? Int, elements.count < least { found.append("\(node.keyPath): minItems") }
        let texts = elements.compactMap(\.scalarText)
        if schema["uniqueItems"] as? Bool == true, Set(texts).count < texts.count {
            found.append("\(node.keyPath): uniqueItems")
        }
        for element in elements {
            found += try violations(of: element, by: schema["items"] as? [String: Any] ?? [:])
        }
        return found
    }

    private func combinationViolations(of node: YAMLNode, by schema: [String: Any]) throws -> [String] {
        var found: [String] = []
        if let choices = schema["oneOf"] as? [[String: Any]],
            try choices.count(where: { try violations(of: node, by: $0).isEmpty }) != 1
        {
            found.append("\(node.keyPath): oneOf")
        }
        if let refused = schema["not"] as? [String: Any], try violations(of: node, by: refused).isEmpty {
            found.append("\(node.keyPath): not")
        }
        if let condition = schema["if"] as? [String: Any], try violations(of: node, by: condition).isEmpty {
            found += try violations(of: node, by: schema["then"] as? [String: Any] ?? [:])
        }
        return found
    }

    private func json(_ node: YAMLNode) -> Any {
        switch node.plainText {
        case "true": true
        case "false": false
        case let text?: Int(text) ?? text
        case nil: node.scalarText ?? ""
        }
    }

    private func type(of node: YAMLNode) -> String {
        switch node.content {
        case .mapping: "object"
        case .sequence: "array"
        case .scalar: json(node) is Bool ? "boolean" : json(node) is Int ? "integer" : "string"
        }
    }
}
