import JSON

/// Finds the S3 listener of the node that a client speaks to.
enum S3Address {
    static func find(_ client: AdminClient) throws(CommandFailure) -> String {
        let name = try client.call(.get, "/v1/status")["name"]?.text
        let members = try client.call(.get, "/v1/members")["items"]?.elements ?? []
        guard let address = members.first(where: { $0["name"]?.text == name })?["s3"]?.text,
            let colon = address.lastIndex(of: ":")
        else {
            throw CommandFailure(
                .refused,
                "\(client.node) does not tell its S3 listener: give --s3 URL"
            )
        }
        // One certificate puts both listeners under TLS.
        let scheme = client.node.hasPrefix("https:") ? "https" : "http"
        // A listener on every address is reached where the admin API is.
        let host = address[..<colon]
        guard host == "0.0.0.0" || host == "[::]" else { return "\(scheme)://\(address)" }
        return "\(scheme)://\(Self.host(of: client.node))\(address[colon...])"
    }

    /// The host of a URL, with its brackets where it has such.
    static func host(of url: String) -> Substring {
        let authority = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        guard authority.first != "[" else {
            return authority.prefix { $0 != "]" } + "]"
        }
        return authority.prefix { $0 != ":" }
    }
}
