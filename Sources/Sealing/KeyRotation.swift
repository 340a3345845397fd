/// One step of replacing the key of a cluster, as a change of its key file.
///
/// Three steps, each of which every node must have before the next one is taken: the new key is
/// added as one that opens, then it is made the one that seals, then the old one is dropped. At
/// each moment, also amid a step, any two nodes open what the other seals. Comments in the file tell
/// which step comes next; comments of others are kept.
package struct KeyRotation: Sendable {
    /// What is done to the key file, in this order.
    package enum Step: String, Sendable, CaseIterable {
        case add
        case promote
        case drop
    }

    private struct Line {
        let index: Int
        let key: ClusterKey
        let isIncoming: Bool
        let isOutgoing: Bool
    }

    private static let incoming = "# new: promote it when every node has this file"
    private static let outgoing = "# old: drop it when every node has this file"

    package let step: Step
    /// The file after the step.
    ///
    /// Secret: for the file only.
    package let text: String
    /// The key that was added, promoted or dropped.
    package let key: KeyIdentity
    /// The key that seals after the step.
    package let first: KeyIdentity

    /// Plans a step.
    ///
    /// Throws `SealingError` for a file that is none, `KeyRotationError` for a step that cannot
    /// be taken now.
    ///
    /// - Parameters:
    ///   - text: the key file as it is.
    ///   - step: nil for the one that is due by the comments in the file.
    ///   - newKey: what `add` adds.
    package init(
        of text: String,
        step: Step? = nil,
        newKey: ClusterKey = .random()
    ) throws {
        let ring = try Keyring(text: text)
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        let keys = try Self.keys(in: lines)
        let step = try step ?? Self.due(keys)
        switch step {
        case .add:
            guard keys.count < Keyring.largest else {
                throw SealingError.tooManyKeys(keys.count + 1)
            }
            guard !keys.contains(where: \.isIncoming) else {
                throw KeyRotationError.underWay(.promote)
            }
            guard !keys.contains(where: \.isOutgoing) else {
                throw KeyRotationError.underWay(.drop)
            }
            lines.append("\(newKey.base64)  \(Self.incoming)")
            key = newKey.id
        case .promote:
            let candidate = keys.first(where: \.isIncoming) ?? keys.dropFirst().first
            guard let candidate, candidate.index != keys[0].index else {
                throw KeyRotationError.nothingToPromote
            }
            lines[keys[0].index] += "  \(Self.outgoing)"
            lines.remove(at: candidate.index)
            lines.insert(candidate.key.base64, at: keys[0].index)
            key = candidate.key.id
        case .drop:
            let candidate = keys.last(where: \.isOutgoing) ?? keys.last
            guard let candidate, candidate.index != keys[0].index else {
                throw KeyRotationError.nothingToDrop
            }
            guard !candidate.isIncoming else { throw KeyRotationError.underWay(.promote) }
            lines.remove(at: candidate.index)
            key = candidate.key.id
        }
        self.step = step
        self.text = lines.joined(separator: "\n") + "\n"
        first = step == .promote ? key : ring.keys[0].id
    }

    /// The step that the comments in the file say is due.
    private static func due(_ keys: [Line]) throws -> Step {
        if keys.contains(where: \.isIncoming) { return .promote }
        if keys.contains(where: \.isOutgoing) { return .drop }
        guard keys.count == 1 else { throw KeyRotationError.unclear(keys.count) }
        return .add
    }

    private static func keys(in lines: [String]) throws -> [Line] {
        var found: [Line] = []
        for (index, line) in lines.enumerated() {
            let content = Keyring.content(of: line[...])
            guard !content.isEmpty else { continue }
            found.append(
                Line(
                    index: index,
                    key: try ClusterKey(base64: content),
                    isIncoming: line.hasSuffix(incoming),
                    isOutgoing: line.hasSuffix(outgoing)
                )
            )
        }
        return found
    }
}
