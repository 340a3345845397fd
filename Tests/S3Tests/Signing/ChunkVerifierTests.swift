import HTTP1
import S3
import Testing

/// AWS's two documented uploads in chunks: 65 KiB of the letter a.
@Suite struct ChunkVerifierTests {
    private static let signatures = [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ]
    private static let trailerSignatures = [
        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ]

    private static func head(trailer: Bool) -> [String] {
        [
            "PUT /examplebucket/chunkObject.txt HTTP/1.1", "Host: s3.amazonaws.com",
            "x-amz-date: 20130524T000000Z", "x-amz-storage-class: REDUCED_REDUNDANCY",
            "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
                + (trailer ? "-TRAILER" : ""),
            "Content-Encoding: aws-chunked", "x-amz-decoded-content-length: 66560",
            "Content-Length: 66824",
        ] + (trailer ? ["x-amz-trailer: x-amz-checksum-crc32c"] : []) + [
            "Authorization: AWS4-HMAC-SHA256 "
                + "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + (trailer
                    ? "SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;"
                        + "x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,Signature="
                        + "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
                    : "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;"
                        + "x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature="
                        + "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9")
        ]
    }

    private static func body(_ signatures: [String], trailer: [String] = []) -> [UInt8] {
        let a = { (count: Int) in String(repeating: "a", count: count) }
        return Array(
            ("10000;chunk-signature=\(signatures[0])\r\n\(a(65_536))\r\n"
                + "400;chunk-signature=\(signatures[1])\r\n\(a(1_024))\r\n"
                + "0;chunk-signature=\(signatures[2])\r\n"
                + trailer.map { $0 + "\r\n" }.joined() + "\r\n").utf8
        )
    }

    /// Takes a body in pieces as an upload does.
    private static func take(
        _ body: [UInt8],
        _ form: AWSChunkedForm,
        _ chunks: ChunkVerifier,
        piece: Int
    ) throws {
        var chunks = chunks
        var decoder = AWSChunkedDecoder(form, length: 66_560)
        for start in stride(from: 0, to: body.count, by: piece) {
            let piece = Array(body[start..<min(start + piece, body.count)])
            var position = 0
            try piece.withUnsafeBytes { raw in
                while true {
                    switch try decoder.decode(raw, position: &position) {
                    case .needsMore: return
                    case .chunk(let size):
                        chunks.begin(signature: decoder.signature)
                        if size == 0 { try chunks.end() }
                    case .data(let range):
                        chunks.update(UnsafeRawBufferPointer(rebasing: raw[range]))
                    case .chunkEnd: try chunks.end()
                    case .end:
                        guard let signature = decoder.trailerSignature else { return }
                        return try chunks.end(
                            trailers: decoder.trailers,
                            signature: signature
                        )
                    }
                }
            }
        }
    }

    @Test(arguments: [1, 1_000, 100_000])
    func `the published upload in chunks is let in`(_ piece: Int) throws {
        try SignedRequests.verify(Self.head(trailer: false)) { verifier, key in
            let chunks = verifier.chunks(key: try #require(key))
            try Self.take(Self.body(Self.signatures), .signed, chunks, piece: piece)
        }
    }

    @Test func `the published upload with a trailer is let in`() throws {
        try SignedRequests.verify(Self.head(trailer: true)) { verifier, key in
            let chunks = verifier.chunks(key: try #require(key))
            let trailer = [
                "x-amz-checksum-crc32c:sOO8/Q==",
                "x-amz-trailer-signature:"
                    + "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
            ]
            let body = Self.body(Self.trailerSignatures, trailer: trailer)
            try Self.take(body, .signedTrailer, chunks, piece: 777)
        }
    }

    @Test func `a change of data, of a signature, of the order or of the trailer does not match`()
        throws
    {
        try SignedRequests.verify(Self.head(trailer: true)) { verifier, key in
            let chunks = verifier.chunks(key: try #require(key))
            let signature =
                "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
            let good = ["x-amz-checksum-crc32c:sOO8/Q==", "x-amz-trailer-signature:\(signature)"]
            var data = Self.body(Self.trailerSignatures, trailer: good)
            data[5_000] = UInt8(ascii: "b")
            var swapped = Self.trailerSignatures
            swapped.swapAt(0, 1)
            let bad = ["x-amz-checksum-crc32c:sOO8/R==", "x-amz-trailer-signature:\(signature)"]
            for body in [
                data, Self.body(swapped, trailer: good),
                Self.body(Self.trailerSignatures, trailer: bad),
                Self.body(Self.signatures, trailer: good),
            ] {
                let code = Requests.code {
                    try Self.take(body, .signedTrailer, chunks, piece: 10_000)
                }
                #expect(code == .signatureDoesNotMatch)
            }
        }
    }
}
