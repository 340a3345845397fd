/// Where objects live.
package enum StoreOption: Sendable, Equatable {
    /// In the data folder.
    case disk
    /// In an S3 store at this URL, with the node's own keys.
    case s3(RemoteStoreOption)
}

extension StoreOption: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// As `--store` has it; the keys are never shown.
    package var description: String {
        switch self {
        case .disk: "disk"
        case .s3(let remote): "s3:\(remote.url)"
        }
    }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
