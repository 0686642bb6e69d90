import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehousePolicy

/// The trie against asking every pattern in turn.
@Suite struct RouteIndexTests {
    @Test(arguments: [31, 32, 33] as [UInt64])
    func findsTheNarrowestOfAllThatMatch(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var found = 0
        for _ in 0..<60 {
            let definitions = nestedDefinitions(&random)
            let table = try RouteTable(definitions)
            for _ in 0..<60 {
                let host = random.pick(["a.example", "b.example", "x.a.example", "example", "A.EXAMPLE"])
                let path = randomPath(&random)
                let matching = definitions.indices.filter { matches(definitions[$0], host: host, path: path) }
                let route = table.route(host, path)
                guard let route else {
                    #expect(matching.isEmpty, "\(host) \(path)")
                    continue
                }
                found += 1
                #expect(matching.contains(route.index), "\(host) \(path)")
                for index in matching where index != route.index {
                    #expect(isNarrower(definitions[route.index], than: definitions[index]), "\(host) \(path)")
                }
            }
        }
        #expect(found > 200)
    }

    @Test func growsToManyRoutes() throws {
        let definitions = (0..<700).map { SeedPolicy.definition("r\($0)", path: "/api/v\($0 % 7)/item\($0)/*") }
        let table = try RouteTable(definitions)
        for number in 0..<700 {
            let path = "/api/v\(number % 7)/item\(number)/x"
            #expect(table.route("h", path)?.id == "r\(number)")
        }
        #expect(table.route("h", "/api/v1/item0/x") == nil)
    }

    /// Random definitions; those that would make the table ambiguous are left out.
    private func nestedDefinitions(_ random: inout SeededGenerator) -> [RouteDefinition] {
        var definitions: [RouteDefinition] = []
        for number in 0..<12 {
            let host = random.pick(["*", "*.example", "a.example", "*.a.example"])
            var path = (0..<Int(random.next() % 4)).map { _ in "/" + random.pick(["a", "b", "*"]) }.joined()
            path += path.isEmpty || random.happens(oneIn: 3) ? random.pick(["/**", "/"]) : ""
            let definition = SeedPolicy.definition("r\(number)", hosts: [host], path: path)
            if (try? RouteTable(definitions + [definition])) != nil { definitions.append(definition) }
        }
        return definitions
    }

    private func randomPath(_ random: inout SeededGenerator) -> String {
        let path = (0..<Int(random.next() % 5)).map { _ in "/" + random.pick(["a", "b", "c", ""]) }.joined()
        return path.isEmpty ? "/" : path
    }

    private func matches(_ definition: RouteDefinition, host: String, path: String) -> Bool {
        definition.hosts.contains { matches($0.description, host: host.lowercased()) }
            && matches(
                definition.path.description.split(separator: "/", omittingEmptySubsequences: false)[1...],
                path.split(separator: "/", omittingEmptySubsequences: false)[1...])
    }

    private func matches(_ pattern: String, host: String) -> Bool {
        guard pattern.hasPrefix("*.") else { return pattern == "*" || pattern == host }
        return host.hasSuffix(pattern.dropFirst(1)) && !host.dropLast(pattern.count - 1).contains(".")
    }

    private func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "**" { return true }
        guard let segment = path.first else { return false }
        return (first == "*" ? !segment.isEmpty : first == segment) && matches(pattern.dropFirst(), path.dropFirst())
    }

    private func isNarrower(_ definition: RouteDefinition, than other: RouteDefinition) -> Bool {
        definition.path.relation(to: other.path).combined(with: definition.hosts[0].relation(to: other.hosts[0]))
            == .narrower
    }
}
