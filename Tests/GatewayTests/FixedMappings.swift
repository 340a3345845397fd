import Catalog
import Gateway

/// A catalogue of one bucket with a mapping and one without.
final class FixedMappings: MappingSource {
    private let mapped: MappedOrigin

    init(origin: String) throws {
        var mapping = Mapping(origin: try OriginURL(origin))
        mapping.allowPrivateAddresses = true
        mapped = try MappedOrigin(
            MappingEntry(key: try MappingKey("films"), mapping: mapping, revision: 1)
        ) { _, _ in "" }
    }

    func mapping(for path: UnsafeRawBufferPointer) -> MappedOrigin? {
        path.starts(with: "films/".utf8) ? mapped : nil
    }

    func hasBucket(_ name: UnsafeRawBufferPointer) -> Bool {
        name.elementsEqual("films".utf8) || name.elementsEqual("attic".utf8)
    }

    func buckets() -> [BucketEntry] { [] }
}
