package import JSON

extension Mapping {
    /// Reads and validates a mapping object as in design chapter 3.
    ///
    /// A text stands for an object with nothing but that origin.
    package init(json: JSONValue) throws(MappingError) {
        if case .string(let text) = json {
            self.init(origin: try OriginURL(text))
            return
        }
        var fields = try MappingFields(json)
        self.init(origin: try OriginURL(try fields.requiredText("origin")))
        for (position, text) in try fields.texts("also").enumerated() {
            also.append(try OriginURL(text, field: "also[\(position)]"))
        }
        acl = try fields.choice("acl") ?? acl
        maximumBandwidth = try fields.size("max-bandwidth")
        maximumConnections = try fields.integer("max-connections") ?? maximumConnections
        onMiss = try fields.choice("on-miss") ?? onMiss
        onHead = try fields.choice("on-head") ?? onHead
        headers = try fields.headers("headers")
        host = try fields.text("host")
        query = try fields.choice("query") ?? query
        redirects = try fields.integer("redirects") ?? redirects
        negativeTTL = try fields.span("negative-ttl") ?? negativeTTL
        idleTimeout = try fields.span("idle-timeout") ?? idleTimeout
        maximumObject = try fields.size("max-object") ?? maximumObject
        allowPrivateAddresses =
            try fields.flag("allow-private-addresses") ?? allowPrivateAddresses
        credentials = try fields.credentials("credentials")
        try fields.finish()
        try validate()
    }

    /// The mapping object with every option in force, without secrets: they are never printed back.
    package var redacted: JSONValue {
        var members = [JSONMember("origin", .string(origin.text))]
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(JSONMember(name, value)) }
        }
        add("also", also.isEmpty ? nil : .array(also.map { .string($0.text) }))
        add("acl", .string(acl.rawValue))
        add("max-bandwidth", maximumBandwidth.map { .string($0.text) })
        add("max-connections", .count(maximumConnections))
        add("on-miss", .string(onMiss.rawValue))
        add("on-head", .string(onHead.rawValue))
        let shown = headers.map {
            JSONMember($0.name, .string($0.isSecret ? MappingHeader.hidden : $0.value))
        }
        add("headers", shown.isEmpty ? nil : .object(shown))
        add("host", host.map { .string($0) })
        add("query", .string(query.rawValue))
        add("redirects", .count(redirects))
        add("negative-ttl", .string(negativeTTL.text))
        add("idle-timeout", .string(idleTimeout.text))
        add("max-object", .string(maximumObject.text))
        add("allow-private-addresses", .bool(allowPrivateAddresses))
        add(
            "credentials",
            credentials.map {
                ["access-key": .string($0.accessKey), "region": .string($0.region)]
            }
        )
        return .object(members)
    }
}
