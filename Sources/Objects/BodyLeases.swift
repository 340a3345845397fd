internal import LMDB

/// Who reads bodies of several files, so that none of the files goes while a reader is on his way
/// through them.
///
/// A body of one file needs none of this: its reader has the file open. The files of a body are
/// removed together, the first one first, so its first file stands for all of them.
final class BodyLeases: Sendable {
    private struct State {
        /// Readers by the first file of what they read.
        var readers: [FileID: Int] = [:]
        /// What is removed when the last reader goes, by first file.
        var waiting: [FileID: [FileID]] = [:]
        /// First files whose removal has begun and not ended.
        var removing: Set<FileID> = []
    }

    private let state = Monitor(State())

    /// Counts a reader in; false where the body is being removed.
    func enter(_ first: FileID) -> Bool {
        state.withLock { state in
            guard !state.removing.contains(first) else { return false }
            state.readers[first, default: 0] += 1
            return true
        }
    }

    /// Counts a reader out; gives back the files that only waited for him, their removal begun.
    func leave(_ first: FileID) -> [FileID]? {
        state.withLock { state in
            guard let count = state.readers[first] else {
                preconditionFailure("a reader leaves that never came: \(first)")
            }
            guard count == 1 else {
                state.readers[first] = count - 1
                return nil
            }
            state.readers[first] = nil
            guard let files = state.waiting.removeValue(forKey: first) else { return nil }
            state.removing.insert(first)
            return files
        }
    }

    /// Begins the removal of a body's files, or leaves it to the last reader and says false.
    func beginRemoval(of files: [FileID]) -> Bool {
        guard let first = files.first else { return false }
        return state.withLock { state in
            guard state.readers[first] == nil else {
                state.waiting[first] = files
                return false
            }
            state.removing.insert(first)
            return true
        }
    }

    /// From here on the missing first file tells a reader that he comes too late.
    func endRemoval(of first: FileID) {
        state.withLock { _ = $0.removing.remove(first) }
    }
}
