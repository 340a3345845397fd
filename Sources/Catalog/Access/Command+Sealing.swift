extension Command.Change {
    /// The change without what sealing makes different each time: secrets that are sealed.
    var withoutSealing: Command.Change {
        switch self {
        case .access(let operation): .access(operation.withoutSealing)
        case .write(let operations): .write(operations.map(\.withoutSealing))
        default: self
        }
    }
}

extension MappingOperation {
    fileprivate var withoutSealing: MappingOperation {
        guard case .put(var mapping) = action, let credentials = mapping.credentials,
            credentials.secretKey.hasPrefix(AccessLimits.sealedPrefix)
        else { return self }
        mapping.credentials?.secretKey = AccessLimits.sealedPrefix
        return MappingOperation(key, .put(mapping), condition: condition)
    }
}
