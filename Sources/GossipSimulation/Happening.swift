import Determinism
import Gossip

/// Something that will happen in a virtual world.
enum Happening {
    case datagram(to: Int, from: Int, Datagram)
    /// A frame on a stream that `from` began; `link` tells which.
    case asked(to: Int, StreamLink, Frame)
    case answered(StreamLink, Frame)
    case failed(StreamLink)
    case wake(Int)
    case resume(Int, epoch: Int)
    case drain(Int)
    case start(Int, moves: Bool)
    case heal
    case endImpostor(Int)
    case disturb
    case inspect
    case crash(Int)
    case hang(Int, Duration)
}
