/// What a stored secret belongs to; a sealed one opens for its owner only.
package enum SecretOwner: Sendable {
    /// The access key of this name.
    case accessKey(String)
    /// The credentials of the mapping of this key.
    case mapping([UInt8])

    var associated: [UInt8] {
        switch self {
        case .accessKey(let name): Array("access key ".utf8) + name.utf8
        case .mapping(let key): Array("mapping ".utf8) + key
        }
    }

    /// For messages.
    var text: String {
        switch self {
        case .accessKey(let name): "access key \(name)"
        case .mapping(let key): "mapping \(String(decoding: key, as: UTF8.self))"
        }
    }
}
