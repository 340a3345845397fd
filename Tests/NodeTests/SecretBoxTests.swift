import Catalog
import Hashing
import Node
import Sealing
import Testing

/// Secrets at rest while the cluster key is replaced.
@Suite struct SecretBoxTests {
    private let old = ClusterKey.random()
    private let new = ClusterKey.random()
    private let owner = SecretOwner.accessKey("AK1")

    /// The identity of the key that sealed a stored text.
    private func sealer(of stored: String) throws -> [UInt8] {
        let text = stored.dropFirst(AccessLimits.sealedPrefix.count)
        let bytes = try #require(Base64.decode(text))
        return Array(bytes.dropFirst().prefix(KeyIdentity.count))
    }

    @Test func `a ring that is read again seals and opens from then on`() throws {
        let box = SecretBox(keyring: try Keyring([old]))
        let early = box.seal("early", for: owner)
        #expect(try sealer(of: early) == old.id.bytes)
        box.reload(try Keyring([old, new]))
        #expect(try sealer(of: box.seal("between", for: owner)) == old.id.bytes)
        // What a node that was restarted meanwhile seals, this one opens.
        let ahead = SecretBox(keyring: try Keyring([new, old])).seal("ahead", for: owner)
        #expect(try box.open(ahead, for: owner) == "ahead")
        #expect(box.isOutdated(ahead) && !box.isOutdated(early))
        box.reload(try Keyring([new, old]))
        let late = box.seal("late", for: owner)
        #expect(try sealer(of: late) == new.id.bytes)
        #expect(try box.open(early, for: owner) == "early")
        #expect(box.isOutdated(early) && !box.isOutdated(late) && !box.isOutdated("plain"))
        box.reload(try Keyring([new]))
        #expect(try box.open(late, for: owner) == "late")
        #expect(throws: SecretError.self) { try box.open(early, for: owner) }
        #expect(box.isOutdated(early))
    }

    @Test func `a node without a key gets none by reading again`() throws {
        let box = SecretBox(keyring: nil)
        box.reload(try Keyring([new]))
        #expect(box.seal("plain", for: owner) == "plain")
    }

    @Test func `secrets that a key on its way out would take along are counted`() async throws {
        let box = SecretBox(keyring: try Keyring([old]))
        let world = AdminWorld(secrets: box)
        func put(_ number: Int) async {
            let made = await world.call("POST", "/v1/access", #"{"read":["b"]}"#)
            #expect(made.status == 201)
            let stored = await world.call(
                "PUT",
                "/v1/kv/bucket-\(number)",
                #"{"origin":"s3+https://x.example/b","credentials":"#
                    + #"{"access-key":"AK","secret-key":"hush","region":"r"}}"#
            )
            #expect(stored.status == 200)
        }
        for number in 1...3 { await put(number) }
        _ = await world.call("PUT", "/v1/kv/open", #"{"origin":"http://x.example/"}"#)
        var outdated = try OutdatedSecrets(in: world.plane, box)
        #expect(outdated.accessKeys == 0 && outdated.mappings == 0 && outdated.isWhole)
        box.reload(try Keyring([new, old]))
        await put(4)
        outdated = try OutdatedSecrets(in: world.plane, box)
        #expect(outdated.accessKeys == 3 && outdated.mappings == 3 && outdated.isWhole)
        outdated = try OutdatedSecrets(in: world.plane, box, mappingLimit: 2)
        #expect(outdated.accessKeys == 3 && outdated.mappings == 2 && !outdated.isWhole)
    }
}
