import GatehouseConfiguration

/// What a reload cannot change: sockets, threads and record files are opened once. A policy that changes them is refused
/// as a whole, since half of a policy would be nobody's.
enum RestartRequirement {
    /// The first difference that needs a restart, for people; nil when there is none.
    static func first(from former: ConfigurationDocument, to next: ConfigurationDocument) -> String? {
        let (before, after) = (former.listeners.map(place), next.listeners.map(place))
        if before != after {
            return "the listeners' names, addresses and order cannot change by a reload: they are "
                + "\(before.joined(separator: ", ")); the file has \(after.joined(separator: ", ")); restart to change them"
        }
        if former.workers != next.workers { return "`workers` cannot change by a reload; restart to change it" }
        if former.audit != next.audit { return "`audit` cannot change by a reload; restart to change it" }
        if former.admin?.listen != next.admin?.listen {
            return "`admin` cannot change by a reload; restart to change it"
        }
        if former.health?.address != next.health?.address || former.health?.path != next.health?.path {
            return "`health` cannot change by a reload; restart to change it"
        }
        if former.sandbox != next.sandbox { return "`sandbox` cannot change by a reload; restart to change it" }
        return nil
    }

    private static func place(_ listener: ListenerSettings) -> String {
        "\(listener.name) on \(listener.address)"
    }
}
