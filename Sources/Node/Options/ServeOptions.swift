package import Catalog
internal import Glibc
internal import Gossip

/// What `headwater serve` was told, complete and checked (design chapter 2).
package struct ServeOptions: Sendable, Equatable {
    package var name: String
    /// The data folder.
    package var data: String
    package var s3: ListenAddress
    package var admin: ListenAddress
    package var cluster: ListenAddress
    package var advertise: ListenAddress
    package var join: [ListenAddress]
    package var clusterKeyFile: String?
    package var adminTokenFile: String
    /// The token itself where the environment has it; else it is in, or to be made in, the file.
    package var adminToken: AdminTokenOption
    package var store: StoreOption
    package var profile: TimingProfile
    /// The time after which a dead voter is replaced by a learner.
    package var replaceAfter: Duration
    package var tls: TLSOption?
    /// The domain of virtual-host style requests.
    package var s3Domain: String?
    package var hasPrivateMetrics: Bool
    /// Nil: a tenth of the disk.
    package var spoolLimit: ByteSize?
    package var fillLimit: Int
    /// Event loops, each a thread.
    package var threads: Int
    /// A level of swift-log, from trace to critical.
    package var logLevel: String

    /// - Parameter hostName: this machine's name, the default of `--name`.
    package init(_ sources: SettingSources, hostName: String) throws(OptionError) {
        name = try Self.name(sources, hostName)
        data = sources.first(.data)?.value ?? "./headwater-data"
        guard !data.isEmpty else { throw OptionError("--data", "", "must name a folder") }
        s3 = try Self.address(.s3, sources) ?? ListenAddress(host: "127.0.0.1", port: 8400)
        admin = try Self.address(.admin, sources) ?? ListenAddress(host: "127.0.0.1", port: 8401)
        cluster =
            try Self.address(.cluster, sources) ?? ListenAddress(host: "127.0.0.1", port: 8402)
        advertise = try Self.address(.advertise, sources) ?? cluster
        join = []
        for found in sources.all(.join) { join.append(try Self.address(found)) }
        clusterKeyFile = sources.first(.clusterKeyFile)?.value
        adminTokenFile = sources.first(.adminTokenFile)?.value ?? "\(data)/admin-token"
        adminToken = AdminTokenOption(sources.variable("HEADWATER_ADMIN_TOKEN"))
        store = try Self.store(sources)
        profile = try Self.choice(.profile, sources) ?? .lan
        replaceAfter = try Self.replaceAfter(sources)
        tls = try Self.tls(sources)
        s3Domain = sources.first(.s3Domain)?.value
        hasPrivateMetrics = try sources.flag(.privateMetrics)
        spoolLimit = try Self.spoolLimit(sources)
        fillLimit = try Self.fillLimit(sources)
        threads = try Self.threads(sources)
        logLevel = try Self.logLevel(sources)
        try checkReach(sources)
    }

    /// The certificates that may vouch for the store, where a file has them.
    package var storeAuthorityFile: String? {
        guard case .s3(let remote) = store else { return nil }
        return remote.certificateAuthorityFile
    }

    /// Whether a running node has files to read again.
    package var hasReloadableFiles: Bool {
        tls != nil || clusterKeyFile != nil || storeAuthorityFile != nil
    }

    /// What may listen beyond this machine.
    private func checkReach(_ sources: SettingSources) throws(OptionError) {
        for (setting, address) in [(Setting.s3, s3), (.admin, admin), (.cluster, cluster)]
        where !address.isLoopback && clusterKeyFile == nil {
            throw OptionError(
                sources.first(setting)?.place ?? "--\(setting.rawValue)",
                address.description,
                "is not on loopback, so --cluster-key-file is required: `headwater key cluster` "
                    + "prints a key"
            )
        }
    }

    private static func name(_ sources: SettingSources, _ hostName: String) throws(OptionError)
        -> String
    {
        let found = sources.first(.name)
        let name = found?.value ?? hostName
        // Gossip takes the shortest names. A longer one would be enrolled, which lasts, and then
        // the node could never start.
        let limit = min(CatalogLimits.memberNameBytes, Gossip.Limits.nameBytes)
        guard name.utf8.count <= limit, BucketName.isValid(Array(name.utf8)) else {
            let count = name.utf8.count > limit ? "; this has \(name.utf8.count)" : ""
            let remedy = found == nil ? "; it is the host name, so give another by --name" : ""
            throw OptionError(
                found?.place ?? "--name",
                name,
                "must be 1 to \(limit) letters, digits, '.', '_' or '-'\(count)\(remedy)"
            )
        }
        return name
    }

    private static func address(_ setting: Setting, _ sources: SettingSources) throws(OptionError)
        -> ListenAddress?
    {
        guard let found = sources.first(setting) else { return nil }
        return try address(found)
    }

    private static func address(_ found: SettingSources.Found) throws(OptionError) -> ListenAddress
    {
        guard let address = ListenAddress(found.value) else {
            throw OptionError(
                found.place,
                found.value,
                "must be host:port, such as 127.0.0.1:8400 or [::1]:8400"
            )
        }
        return address
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ setting: Setting,
        _ sources: SettingSources
    ) throws(OptionError) -> Choice? {
        guard let found = sources.first(setting) else { return nil }
        guard let choice = Choice(rawValue: found.value) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw OptionError(found.place, found.value, "must be one of \(choices)")
        }
        return choice
    }

    private static func replaceAfter(_ sources: SettingSources) throws(OptionError) -> Duration {
        guard let found = sources.first(.replaceAfter) else { return .seconds(72 * 3_600) }
        guard let span = TimeSpan(found.value), span.milliseconds >= 60_000 else {
            throw OptionError(found.place, found.value, "must be a time of a minute or more: 72h")
        }
        return span.duration
    }

    private static func store(_ sources: SettingSources) throws(OptionError) -> StoreOption {
        guard let found = sources.first(.store), found.value != "disk" else { return .disk }
        let url = found.value.dropFirst(3)
        guard found.value.hasPrefix("s3:"), url.hasPrefix("http://") || url.hasPrefix("https://")
        else {
            throw OptionError(found.place, found.value, "must be disk or s3:http(s)://host:port")
        }
        guard let accessKey = sources.variable("HEADWATER_STORE_ACCESS_KEY"),
            let secretKey = sources.variable("HEADWATER_STORE_SECRET_KEY")
        else {
            throw OptionError(
                found.place,
                found.value,
                "needs HEADWATER_STORE_ACCESS_KEY and HEADWATER_STORE_SECRET_KEY in the environment"
            )
        }
        let style = sources.first(.storeStyle)
        guard style == nil || style?.value == "path" || style?.value == "virtual-host" else {
            throw OptionError(
                style?.place ?? "--store-style",
                style?.value ?? "",
                "must be path or virtual-host"
            )
        }
        return .s3(
            RemoteStoreOption(
                url: String(url),
                accessKey: accessKey,
                secretKey: secretKey,
                region: sources.first(.storeRegion)?.value ?? "us-east-1",
                isVirtualHostStyle: style?.value == "virtual-host",
                certificateAuthorityFile: sources.first(.storeCAFile)?.value,
                timeout: try storeTimeout(sources)
            )
        )
    }

    private static func storeTimeout(_ sources: SettingSources) throws(OptionError) -> Duration {
        guard let found = sources.first(.storeTimeout) else { return .seconds(60) }
        guard let span = TimeSpan(found.value), (1_000...3_600_000).contains(span.milliseconds)
        else {
            throw OptionError(found.place, found.value, "must be a time from 1s to 1h")
        }
        return span.duration
    }

    private static func tls(_ sources: SettingSources) throws(OptionError) -> TLSOption? {
        switch (sources.first(.tlsCertificate), sources.first(.tlsKey)) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            return TLSOption(certificateFile: certificate.value, keyFile: key.value)
        case (let found?, nil), (nil, let found?):
            throw OptionError(
                found.place,
                found.value,
                "needs both --tls-certificate and --tls-key"
            )
        }
    }

    private static func spoolLimit(_ sources: SettingSources) throws(OptionError) -> ByteSize? {
        guard let found = sources.first(.spoolLimit) else { return nil }
        guard let size = ByteSize(found.value), size.bytes > 0 else {
            throw OptionError(found.place, found.value, "must be a size, such as 50GB or 64MiB")
        }
        return size
    }

    private static func fillLimit(_ sources: SettingSources) throws(OptionError) -> Int {
        guard let found = sources.first(.fillLimit) else { return 1_000 }
        guard let limit = Int(found.value), (1...100_000).contains(limit) else {
            throw OptionError(
                found.place,
                found.value,
                "must be a whole number from 1 to 100000"
            )
        }
        return limit
    }

    private static func threads(_ sources: SettingSources) throws(OptionError) -> Int {
        guard let found = sources.first(.threads) else {
            return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        }
        guard let count = Int(found.value), (1...256).contains(count) else {
            throw OptionError(found.place, found.value, "must be a whole number from 1 to 256")
        }
        return count
    }

    private static func logLevel(_ sources: SettingSources) throws(OptionError) -> String {
        let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
        guard let found = sources.first(.logLevel) else { return "info" }
        guard levels.contains(found.value) else {
            throw OptionError(
                found.place,
                found.value,
                "must be one of \(levels.joined(separator: ", "))"
            )
        }
        return found.value
    }
}
