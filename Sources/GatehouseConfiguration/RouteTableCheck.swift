internal import GatehousePolicy

/// Tries the route table out, so that routes which contradict each other are problems of the file like any other.
enum RouteTableCheck {
    /// Reports what `RouteTable` objects to, at the later of the routes that it names.
    static func run(on document: ConfigurationDocument, _ context: ReadingContext) {
        do {
            _ = try RouteTable(document.routeDefinitions())
        } catch {
            let id = laterID(in: error)
            guard let index = document.routes.lastIndex(where: { $0.id == id }) else {
                preconditionFailure("the table names routes that it was given")
            }
            context.report(
                at: document.routes[index].position, in: .root.appending(key: "routes").appending(index: index),
                "\(error)", hint: "every request must have one deciding route")
        }
    }

    private static func laterID(in error: RouteTableError) -> String {
        switch error {
        case .duplicateID(let id), .noHosts(let id), .noMethods(let id): id
        case .duplicate(first: _, second: let id), .ambiguous(first: _, second: let id): id
        }
    }
}
