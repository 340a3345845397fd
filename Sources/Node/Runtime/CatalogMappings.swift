internal import Catalog
internal import Cluster
internal import Gateway

/// The catalogue as the gateway reads it.
final class CatalogMappings: MappingSource {
    private let log: ConsensusLoop
    private let cache: MappedOriginCache

    init(_ log: ConsensusLoop, secrets: SecretBox) {
        self.log = log
        cache = MappedOriginCache { credentials, key in
            try secrets.open(credentials.secretKey, for: .mapping(key.bytes))
        }
    }

    func mapping(for path: UnsafeRawBufferPointer) throws -> MappedOrigin? {
        try log.longestMatch(path).map { try cache.origin($0) }
    }

    func hasBucket(_ name: UnsafeRawBufferPointer) throws -> Bool {
        try log.bucket(name) != nil
    }

    func buckets() throws -> [BucketEntry] {
        var all: [BucketEntry] = []
        while true {
            let page = try log.buckets(after: all.last?.name, limit: 1_000)
            all += page
            if page.count < 1_000 { return all }
        }
    }
}
