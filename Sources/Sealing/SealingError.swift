/// Why a key is none, or a sealed message does not open.
///
/// It never holds bytes of a key, of a plaintext or of what was taken for either.
package enum SealingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The text is not standard base64.
    case keyNotBase64
    /// A key of another length than 32 bytes; the length that was found.
    case keyLength(Int)
    /// A key that no generator gave, such as 32 equal bytes.
    case keyNotRandom
    /// A line of a key file, counted from 1, that holds no key.
    indirect case line(Int, SealingError)
    /// The same key stands twice in a file, the second time in this line.
    case keyTwice(line: Int, KeyIdentity)
    case noKey
    /// More keys than `Keyring.largest`.
    case tooManyKeys(Int)
    /// The file of keys is longer than `Keyring.textBytes`.
    case textTooLong(Int)
    /// Too short for a sealed message, or of another format.
    case notSealed
    /// Sealed with a key that is not in the ring.
    case unknownKey(KeyIdentity)
    /// Changed on the way, made with another key of the same identity, or meant for another use.
    case notAuthentic

    /// A sentence for an operator.
    package var description: String {
        switch self {
        case .keyNotBase64: "a cluster key is 44 characters of base64; this is not base64"
        case .keyLength(let count):
            "a cluster key is 32 bytes in base64, not \(count); `headwater key cluster` prints one"
        case .keyNotRandom:
            "these 32 bytes are not random; `headwater key cluster` prints a key that is"
        case .line(let number, let error): "line \(number): \(error)"
        case .keyTwice(let line, let id): "line \(line): the key \(id) is there twice"
        case .noKey: "there is no cluster key in it; `headwater key cluster` prints one"
        case .tooManyKeys(let count): "\(count) keys; \(Keyring.largest) are the most"
        case .textTooLong(let count): "\(count) bytes; a key file has at most \(Keyring.textBytes)"
        case .notSealed: "not a sealed message"
        case .unknownKey(let id): "sealed with the key \(id), which is not in the ring"
        case .notAuthentic: "a sealed message that is not authentic"
        }
    }
}
