import GatehousePolicy

/// How a client stands after what its connections were ended for.
enum ClientStanding {
    case good
    /// It gets smaller budgets.
    case probation
    /// It gets no connection.
    case barred
}

/// What clients have done outlives their connections: opening another one does not wash them clean (decision 0026).
extension WorkerContext {
    /// A connection of the client is ended for abuse.
    func noteOffence(of address: IPAddress) {
        shared.offences.charge(
            to: ClientNetwork(of: address), by: snapshot.limits.offences.rate, nowNanoseconds: nowNanoseconds)
    }

    /// How the client stands now.
    func standing(of address: IPAddress) -> ClientStanding {
        let rule = snapshot.limits.offences
        let count = shared.offences.missingTokens(
            of: ClientNetwork(of: address), by: rule.rate, nowNanoseconds: nowNanoseconds)
        return rule.standing(afterOffences: count)
    }
}
