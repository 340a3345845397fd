import Catalog
import Gossip
import HTTP1
import JSON
import Mirroring
import Raft
import S3

/// A reader of bytes from outside, attacked with bytes that nobody meant.
///
/// Each either understands or refuses; whatever it does beyond that, such as reading on behind the
/// end, ends the process, which is what the fuzzer looks for.
struct FuzzTarget: Sendable {
    let name: String
    let run: @Sendable ([UInt8]) -> Void

    /// All of them; the name is that of the folder with its corpus.
    static let all = [
        FuzzTarget(name: "http-head", run: httpHead),
        FuzzTarget(name: "chunked", run: chunked),
        FuzzTarget(name: "aws-chunked", run: awsChunked),
        FuzzTarget(name: "s3-target", run: target),
        FuzzTarget(name: "range", run: { $0.withUnsafeBytes { _ = ByteRange.parse($0) } }),
        FuzzTarget(name: "http-date", run: { $0.withUnsafeBytes { _ = HTTPDate.parse($0) } }),
        FuzzTarget(name: "mapping-json", run: mapping),
        FuzzTarget(name: "catalogue-command", run: command),
        FuzzTarget(name: "raft-message", run: raftMessage),
        FuzzTarget(name: "gossip-datagram", run: datagram),
        FuzzTarget(name: "gossip-frame", run: frame),
        FuzzTarget(name: "origin-url", run: url),
    ]

    /// A head that comes at once and one that comes byte by byte are the same head.
    private static func httpHead(_ bytes: [UInt8]) {
        let whole = parse(bytes, pieces: false)
        let dripped = parse(bytes.prefix(2_048).map { $0 }, pieces: true)
        if bytes.count <= 2_048 { precondition(whole == dripped, "pieces change the verdict") }
    }

    private static func parse(_ bytes: [UInt8], pieces: Bool) -> String {
        var parser = HeadParser()
        var head = RequestHead()
        return bytes.withUnsafeBytes { raw in
            let ends = pieces ? Array(0...raw.count) : [raw.count]
            for end in ends {
                do {
                    if try parser.parse(UnsafeRawBufferPointer(rebasing: raw[..<end]), into: &head)
                    {
                        return "\(head.method) \(head.fields.count) \(head.length)"
                    }
                } catch {
                    return "\(error)"
                }
            }
            return "more"
        }
    }

    private static func chunked(_ bytes: [UInt8]) {
        var decoder = ChunkedDecoder()
        bytes.withUnsafeBytes { raw in
            var position = 0
            while true {
                do {
                    switch try decoder.decode(raw, position: &position) {
                    case .data(let range): precondition(range.upperBound <= raw.count)
                    case .needsMore, .end: return
                    }
                } catch {
                    return
                }
            }
        }
    }

    private static func awsChunked(_ bytes: [UInt8]) {
        for form in [AWSChunkedForm.unsignedTrailer, .signed, .signedTrailer] {
            var decoder = AWSChunkedDecoder(form, length: UInt64(bytes.first ?? 0) * 8)
            bytes.dropFirst().withUnsafeBytes { raw in
                var position = 0
                var isDone = false
                while !isDone {
                    do {
                        let before = position
                        switch try decoder.decode(raw, position: &position) {
                        case .needsMore, .end: isDone = true
                        default: precondition(position > before || position <= raw.count)
                        }
                    } catch {
                        isDone = true
                    }
                }
            }
        }
    }

    private static func target(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { raw in
            var target = S3Target()
            do {
                try target.parse(0..<raw.count, in: raw)
                _ = target.objectPath
                _ = target.isPlainRead(.get)
            } catch {
                return
            }
        }
    }

    /// What is understood is written and understood again, unchanged.
    private static func mapping(_ bytes: [UInt8]) {
        guard let value = try? JSONReader.read(bytes), let mapping = try? Mapping(json: value)
        else {
            return
        }
        let again = try? EncodedMapping(mapping).decoded()
        precondition(again == mapping, "a mapping changed on its way through the log")
    }

    private static func command(_ bytes: [UInt8]) {
        guard (try? Command.validate(bytes)) != nil, !bytes.isEmpty,
            let command = try? Command(decoding: bytes)
        else { return }
        precondition((try? Command(decoding: command.encoded)) == command, "a command changed")
    }

    private static func raftMessage(_ bytes: [UInt8]) {
        guard let message = try? MessageDecoder().decode(bytes) else { return }
        let again = try? MessageDecoder().decode(MessageEncoder.encode(message))
        precondition(again != nil, "a message that was understood is not understood again")
    }

    private static func datagram(_ bytes: [UInt8]) {
        guard let datagram = try? DatagramCodec.decode(bytes) else { return }
        let again = try? DatagramCodec.decode(DatagramCodec.encode(datagram))
        precondition(again != nil, "a datagram that was understood is not understood again")
    }

    private static func frame(_ bytes: [UInt8]) {
        guard let frame = try? FrameCodec.decode(bytes) else { return }
        let again = try? FrameCodec.decode(FrameCodec.encode(frame))
        precondition(again != nil, "a frame that was understood is not understood again")
    }

    private static func url(_ bytes: [UInt8]) {
        _ = try? OriginURL(String(decoding: bytes, as: UTF8.self))
        _ = try? MappingKey(bytes: bytes)
    }
}
