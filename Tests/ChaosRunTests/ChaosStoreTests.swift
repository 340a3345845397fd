import TestSupport
import Testing

@testable import ChaosRun

/// The store of chaos itself: a check of uploads that sees none would pass every run.
@Suite struct ChaosStoreTests {
    @Test func `an upload that nobody ends is counted until it is aborted`() async throws {
        let folder = try TemporaryFolder()
        let key = folder.path + "/cluster-key"
        try TextFile.write("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\n", to: key)
        let store = try ChaosStore(
            binary: HeadwaterProcess.binary,
            logFolder: folder.path,
            dataParent: folder.path,
            clusterKey: key,
            host: "127.0.0.1",
            token: "token-of-a-test-0123456789"
        )
        try await store.found()
        #expect(try await store.openUploads() == 0)

        let client = SignedClient(port: store.port)
        let path = "/\(ObjectWriter.bucket)/left-behind"
        let begun = try await client.send("POST", path, query: "uploads=")
        let upload = try #require(begun.xml("UploadId"))
        #expect(try await store.openUploads() == 1)

        // It outlives the store's death, as one of a dead node does.
        try await store.killHard()
        try await store.start()
        #expect(try await store.openUploads() == 1)
        let aborted = try await client.send("DELETE", path, query: "uploadId=\(upload)")
        #expect(aborted.status == 204)
        #expect(try await store.openUploads() == 0)
        try await store.killHard()
    }
}
