/// Reads and writes through the S3 listener; paths are `bucket/key`, not yet percent-encoded.
extension HeadwaterProcess {
    /// A GET over a connection of its own.
    package func get(
        _ path: String,
        fields: [(name: String, value: String)] = [],
        sink: BodySink = .collect,
        within span: Duration = Deadline.standard
    ) async throws -> RawAnswer {
        try await s3.request("GET", Self.target(path), fields: fields, sink: sink, within: span)
    }

    /// A HEAD over a connection of its own.
    package func head(
        _ path: String,
        fields: [(name: String, value: String)] = []
    ) async throws -> RawAnswer {
        try await s3.request("HEAD", Self.target(path), fields: fields)
    }

    /// A PUT over a connection of its own.
    package func put(
        _ path: String,
        _ body: [UInt8],
        fields: [(name: String, value: String)] = []
    ) async throws -> RawAnswer {
        try await s3.request("PUT", Self.target(path), fields: fields, body: body)
    }

    /// A DELETE over a connection of its own.
    package func delete(_ path: String) async throws -> RawAnswer {
        try await s3.request("DELETE", Self.target(path))
    }

    /// Waits until a path is answered from the store, and returns that answer.
    package func waitForHit(
        _ path: String,
        within span: Duration = Deadline.standard
    ) async throws -> RawAnswer {
        try await waitForFills(within: span)
        return try await poll("\(path) to be a hit", within: span) {
            let answer = try await self.get(path)
            return answer.source == "hit" ? answer : nil
        }
    }

    /// The keys of a bucket by ListObjectsV2 with paging.
    package func listKeys(
        _ bucket: String,
        prefix: String = "",
        pageSize: Int = 1000
    ) async throws -> [String] {
        var keys: [String] = []
        var token: String?
        repeat {
            var target = "/\(bucket)?list-type=2&max-keys=\(pageSize)"
            if !prefix.isEmpty { target += "&prefix=" + PercentEncoding.segment(prefix) }
            if let token { target += "&continuation-token=" + PercentEncoding.segment(token) }
            let answer = try await s3.request("GET", target)
            guard answer.status == 200, answer.end.isClean else {
                throw TestSupportError("list of \(bucket): \(answer.status) \(answer.text)")
            }
            keys += answer.xmlAll("Key")
            token = answer.xml("NextContinuationToken")
        } while token != nil
        return keys
    }

    private static func target(_ path: String) -> String {
        "/" + PercentEncoding.path(path)
    }
}
