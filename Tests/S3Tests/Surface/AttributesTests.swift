import S3
import Testing

@Suite struct AttributesTests {
    private static let tags = [
        ObjectTag(key: "a", value: ""),
        ObjectTag(key: "ü<&>", value: String(repeating: "v", count: 256)),
    ]

    @Test func `attributes come back from their bytes, and nothing is no bytes`() throws {
        let checksums: [StoredChecksum?] = [
            nil, StoredChecksum(.crc32, value: [1, 2, 3, 4]),
            StoredChecksum(
                .sha256,
                .composite,
                value: [UInt8](repeating: 7, count: 32),
                parts: 10_000
            ),
        ]
        for acl in CannedACL.allCases {
            for checksum in checksums {
                for count in 0...2 {
                    let tags = try TagSet(Array(Self.tags.prefix(count)))
                    let attributes = ObjectAttributes(acl: acl, tags: tags, checksum: checksum)
                    let bytes = attributes.encoded
                    #expect(ObjectAttributes(bytes) == attributes)
                    #expect(bytes.isEmpty == (attributes == ObjectAttributes()))
                    bytes.withUnsafeBytes { raw in
                        #expect(ObjectAttributes.tagCount(in: raw) == count)
                        #expect(ObjectAttributes.isPublic(raw) == (acl == .publicRead))
                    }
                    for end in bytes.indices.dropFirst() {
                        #expect(ObjectAttributes(bytes[..<end]) == nil)
                    }
                }
            }
        }
    }

    @Test func `the note of an upload comes back from its bytes`() throws {
        let note = UploadNote(
            fields: [
                StoredField(name: "Content-Type", value: "a/b; c=d"),
                StoredField(name: "x-amz-meta-x", value: "1: 2"),
            ],
            attributes: ObjectAttributes(acl: .publicRead, tags: try TagSet(Self.tags)),
            algorithm: .crc64nvme,
            kind: .fullObject
        )
        #expect(UploadNote(note.encoded) == note)
        #expect(UploadNote(UploadNote(fields: []).encoded) == UploadNote(fields: []))
        #expect(UploadNote([]) == nil && UploadNote([0, 0, 0, 9, 0, 0]) == nil)
    }

    @Test(arguments: [
        "", "<Tagging/>", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
        "<Tags><TagSet/></Tags>",
    ])
    func `a document that is no tag set is MalformedXML`(text: String) {
        let code = Requests.code {
            guard let element = try? XMLReader.read(Array(text.utf8)) else {
                throw S3Error(.malformedXML)
            }
            return try TagSet(document: element)
        }
        #expect(code == .malformedXML)
    }

    @Test func `tags are bounded`() throws {
        func refused(_ tags: [ObjectTag]) -> Bool {
            Requests.code { try TagSet(tags) } == .invalidTag
        }
        let many = (0..<11).map { ObjectTag(key: "\($0)", value: "") }
        #expect(refused(many) && !refused(Array(many.dropLast())))
        #expect(refused([ObjectTag(key: "", value: "")]))
        #expect(refused([ObjectTag(key: String(repeating: "k", count: 129), value: "")]))
        #expect(refused([ObjectTag(key: "k", value: String(repeating: "v", count: 257))]))
        let set = try TagSet(Self.tags)
        #expect(try TagSet(document: try XMLReader.read(set.document)) == set)
    }

    @Test func `an access list is told as a document and read from one`() throws {
        for acl in CannedACL.allCases {
            #expect(try CannedACL(document: try XMLReader.read(acl.document)) == acl)
        }
        let text = String(decoding: CannedACL.publicRead.document, as: UTF8.self)
        for (from, to) in [
            ("AllUsers", "AuthenticatedUsers"), ("READ", "WRITE"), (">headwater<", ">x<"),
        ] {
            let other = try XMLReader.read(Array(text.replacing(from, with: to).utf8))
            #expect(Requests.code { try CannedACL(document: other) } == .notImplemented)
        }
    }
}
