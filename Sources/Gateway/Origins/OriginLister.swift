internal import Catalog
internal import Fetch
internal import Mirroring
internal import Objects
internal import S3
internal import Synchronization

/// Lists what the s3 origin of a mapping has, page by page, with the mapping's credentials.
struct OriginLister {
    let services: GatewayServices

    /// A page of the mapping of exactly this key, after a key here.
    func page(
        of key: [UInt8],
        after: [UInt8]?,
        limit: Int
    ) async throws -> OriginPage {
        let found = try key.withUnsafeBytes { try services.mappings.mapping(for: $0) }
        guard let mapped = found, mapped.entry.key.bytes == key else {
            throw OriginListingError.noMapping
        }
        let slash = key.firstIndex(of: UInt8(ascii: "/"))
        let bucket = Array(key[..<(slash ?? key.endIndex)])
        let prefix = slash.map { Array(key[($0 + 1)...]) } ?? []
        guard let location = try OriginLocation(mapped) else {
            throw OriginListingError.notListable
        }
        let bounded = min(max(limit, 1), OriginListing.pageSize)
        let url = try location.listing(prefix: prefix, after: after, limit: bounded)
        let listing = try await list(url, mapped)
        var items: [OriginPage.Item] = []
        for object in listing.objects {
            guard let key = location.key(object.key) else { continue }
            let path = bucket + [UInt8(ascii: "/")] + key
            items.append(
                OriginPage.Item(path: path, size: object.size, isStored: try isStored(path))
            )
        }
        let last = listing.isTruncated ? listing.objects.last : nil
        return OriginPage(items: items, next: last.flatMap { location.key($0.key) })
    }

    private func isStored(_ path: [UInt8]) throws -> Bool {
        let found: Void? = try path.withUnsafeBytes {
            try services.store.withObject(path: $0) { _ in }
        }
        return found != nil
    }

    private func list(_ url: RequestURL, _ mapped: MappedOrigin) async throws -> OriginListing {
        let policy = mapped.policy
        var fields = policy.fields.map { (name: $0.name, value: $0.value) }
        fields.append(("User-Agent", "headwater/\(services.configuration.version)"))
        if let signer = mapped.signer {
            fields += OriginSigning.sign(
                "GET",
                url,
                host: policy.host,
                fields: fields,
                signer: signer,
                seconds: GatewayClock.wallMilliseconds() / 1_000
            ).map { (name: $0.0, value: $0.1) }
        }
        if let host = policy.host { fields.append(("Host", host)) }
        let addresses = AddressPolicy(
            allowsPrivateAddresses: policy.allowsPrivateAddresses,
            clusterAddresses: services.configuration.ownAddresses()
        )
        let request = FetchRequest(
            method: .get,
            url: url.text,
            fields: fields,
            connectTimeout: policy.connectTimeout,
            idleTimeout: policy.idleTimeout,
            headTimeout: policy.connectTimeout + policy.idleTimeout,
            permitsAddress: { addresses.judge($0.bytes) == .allowed }
        )
        let (status, body) = try await WholeFetch.run(
            request,
            on: services.misses.fetch,
            limit: OriginListing.limits.bytes
        )
        guard status == 200 else {
            throw OriginListingError.refused(status: status, code: Self.code(body))
        }
        do throws(XMLError) {
            return try OriginListing(body)
        } catch {
            throw OriginListingError.unavailable("it answered with no listing: \(error.reason)")
        }
    }

    /// The code of an S3 error; what is none is shown by nothing of it.
    private static func code(_ body: [UInt8]) -> String {
        do throws(XMLError) {
            return String((try XMLReader.read(body).text(of: "Code") ?? "").prefix(100))
        } catch {
            return ""
        }
    }
}
