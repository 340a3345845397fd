/// The body of a stored object as it was when its record was read.
package enum StoredBody: Sendable, Equatable {
    case inline([UInt8])
    case file(FileID)
    case segments([BodySegment])

    /// The file by whose presence a reader knows that no other of the body was removed yet.
    package var firstFile: FileID? {
        switch self {
        case .inline: nil
        case .file(let id): id
        case .segments(let segments): segments.first?.file
        }
    }
}
