internal import Gossip
internal import NIOCore
internal import Sealing
internal import Wire

/// Datagrams as they go over the network, sealed when there is a ring of keys.
///
/// Without one they are read and written as they are: for loopback only.
struct DatagramSeal {
    /// What arrived is not listened to.
    enum Rejection: Error {
        case malformed
        case unsealed
        case unknownKey
        case forged
        case repeated
    }

    private static let largest = Limits.datagramBytes + Keyring.overhead
    /// Where the random bytes begin.
    private static let markOffset = 1 + KeyIdentity.count

    var keyring: Keyring?
    private var window: ReplayWindow

    init(_ keyring: Keyring?, remembered: Int) {
        self.keyring = keyring
        window = ReplayWindow(count: remembered)
    }

    func seal(_ datagram: Datagram) -> [UInt8] {
        let plain = DatagramCodec.encode(datagram)
        return keyring?.seal(plain, for: .datagrams) ?? plain
    }

    mutating func open(_ buffer: ByteBuffer) throws(Rejection) -> Datagram {
        guard buffer.readableBytes <= Self.largest else { throw .unsealed }
        let bytes = Array(buffer.readableBytesView)
        let plain = try unseal(bytes)
        do throws(WireError) {
            return try DatagramCodec.decode(plain)
        } catch {
            throw .malformed
        }
    }

    private mutating func unseal(_ bytes: [UInt8]) throws(Rejection) -> [UInt8] {
        guard let keyring else { return bytes }
        let plain: [UInt8]
        do throws(SealingError) {
            plain = try keyring.open(bytes, for: .datagrams)
        } catch {
            switch error {
            case .unknownKey: throw .unknownKey
            case .notAuthentic: throw .forged
            default: throw .unsealed
            }
        }
        let random = bytes[Self.markOffset..<(Self.markOffset + 8)]
        let mark = random.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard window.note(mark) else { throw .repeated }
        return plain
    }
}
