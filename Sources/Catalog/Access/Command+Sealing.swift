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
        guard case .store(let encoded) = action else { return self }
        let bare = encoded.replacingSecret { secret in
            secret.hasPrefix(AccessLimits.sealedPrefix) ? AccessLimits.sealedPrefix : secret
        }
        return MappingOperation(key, .store(bare), condition: condition)
    }
}
