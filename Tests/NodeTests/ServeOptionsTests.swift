import Catalog
import Node
import Testing

@Suite struct ServeOptionsTests {
    private func options(
        flags: [Setting: [String]] = [:],
        environment: [String: String] = [:],
        file: String? = nil
    ) throws -> ServeOptions {
        let file = try file.map { try ConfigurationFile($0, name: "hw.conf") }
        return try ServeOptions(
            SettingSources(flags: flags, environment: { environment[$0] }, file: file),
            hostName: "host-1"
        )
    }

    @Test func `without a word everything is as documented`() throws {
        let options = try options()
        #expect(options.name == "host-1")
        #expect(options.data == "./headwater-data")
        #expect(options.s3.description == "127.0.0.1:8400")
        #expect(options.admin.description == "127.0.0.1:8401")
        #expect(options.cluster.description == "127.0.0.1:8402")
        #expect(options.advertise == options.cluster)
        #expect(options.join == [])
        #expect(options.clusterKeyFile == nil)
        #expect(options.adminTokenFile == "./headwater-data/admin-token")
        #expect(options.adminToken == .file)
        #expect(options.store == .disk)
        #expect(options.profile == .lan)
        #expect(options.tls == nil)
        #expect(!options.hasPrivateMetrics)
        #expect(options.fillLimit == 1_000)
        #expect(options.spoolLimit == nil)
    }

    @Test(arguments: [
        (true, true, true, "flag"), (false, true, true, "environment"),
        (false, false, true, "file"),
        (false, false, false, "host-1"), (true, false, true, "flag"), (true, true, false, "flag"),
    ])
    func `a flag goes before the environment, that before the file, that before the default`(
        flag: Bool,
        environment: Bool,
        file: Bool,
        expected: String
    ) throws {
        let options = try options(
            flags: flag ? [.name: ["flag"]] : [:],
            environment: environment ? ["HEADWATER_NAME": "environment"] : [:],
            file: file ? "name = file" : nil
        )
        #expect(options.name == expected)
    }

    @Test func `an empty variable counts as unset`() throws {
        #expect(try options(environment: ["HEADWATER_NAME": ""], file: "name=file").name == "file")
    }

    @Test func `every setting has its variable and its line`() throws {
        let values: [Setting: String] = [
            .name: "n", .data: "/d", .s3: "127.0.0.1:1", .admin: "localhost:2",
            .cluster: "[::1]:3", .advertise: "10.0.0.1:4", .join: "a:5", .clusterKeyFile: "/k",
            .adminTokenFile: "/t", .store: "s3:http://x:1",
            .storeRegion: "r", .storeStyle: "virtual-host", .storeCAFile: "/ca",
            .storeTimeout: "7s", .profile: "wan", .replaceAfter: "9h",
            .tlsCertificate: "/c",
            .tlsKey: "/ck", .s3Domain: "s3.example", .privateMetrics: "true",
            .spoolLimit: "5GB", .fillLimit: "7", .logLevel: "debug", .threads: "3",
        ]
        #expect(values.count == Setting.allCases.count)
        let lines = values.map { "\($0.key.rawValue) = \($0.value)" }.joined(separator: "\n")
        let keys = ["HEADWATER_STORE_ACCESS_KEY": "k", "HEADWATER_STORE_SECRET_KEY": "s"]
        let variables = Dictionary(
            uniqueKeysWithValues: values.map { ($0.key.environmentName, $0.value) }
        )
        let flags = values.mapValues { [$0] }
        let fromFile = try options(environment: keys, file: lines)
        let fromVariables = try options(environment: variables.merging(keys) { $1 })
        #expect(fromFile == fromVariables)
        #expect(fromFile == (try options(flags: flags, environment: keys)))
        let remote = RemoteStoreOption(
            url: "http://x:1",
            accessKey: "k",
            secretKey: "s",
            region: "r",
            isVirtualHostStyle: true,
            certificateAuthorityFile: "/ca",
            timeout: .seconds(7)
        )
        #expect(fromFile.store == .s3(remote))
        #expect(fromFile.cluster == ListenAddress(host: "::1", port: 3))
        #expect(fromFile.tls == TLSOption(certificateFile: "/c", keyFile: "/ck"))
        #expect(fromFile.hasPrivateMetrics)
        #expect(fromFile.spoolLimit?.bytes == 5_000_000_000)
        #expect(Setting.adminTokenFile.environmentName == "HEADWATER_ADMIN_TOKEN_FILE")
    }

    @Test func `seeds come from one source, several at once`() throws {
        let file = "join = a:1\njoin = b:2\n"
        #expect(try options(file: file).join.map(\.host) == ["a", "b"])
        let environment = ["HEADWATER_JOIN": "c:1,d:2"]
        #expect(try options(environment: environment, file: file).join.map(\.host) == ["c", "d"])
        #expect(try options(flags: [.join: ["e:1"]], environment: environment).join.count == 1)
    }

    @Test func `a file has comments, empty lines and spaces`() throws {
        let text = "# first\n\n  name\t=  n-1  \r\n   # indented\ns3-domain = a = b\n"
        let options = try options(file: text)
        #expect(options.name == "n-1")
        #expect(options.s3Domain == "a = b")
    }

    @Test(arguments: [
        ("name = a\nport = 1", "hw.conf line 2 \"port\" is no setting; there are name, data"),
        ("name", "hw.conf line 1 \"name\" must be name = value"),
        ("name = a\n\nname = b", "hw.conf line 3 \"name\" must be given once"),
        ("s3 = 8400", "hw.conf line 1: s3 \"8400\" must be host:port"),
        ("private-metrics = on", "hw.conf line 1: private-metrics \"on\" must be true or false"),
    ])
    func `a wrong file is refused by its line`(text: String, message: String) throws {
        let error = try #require(throws: OptionError.self) { try options(file: text) }
        #expect(error.description.hasPrefix(message), "\(error)")
    }

    @Test(arguments: [
        (Setting.s3, "127.0.0.1"), (.s3, "::1:80"), (.s3, ":80"), (.s3, "a:65536"), (.s3, "a b:1"),
        (.s3, "0.0.0.0:8400"), (.s3, "10.1.2.3:8400"), (.s3, "127.0.0.1.evil.example:1"),
        (.admin, "0.0.0.0:8401"), (.cluster, "10.0.0.1:8402"), (.name, "a b"), (.name, "a/b"),
        (.profile, "fast"), (.store, "ceph"), (.store, "s3:ftp://x"), (.store, "s3:http://x"),
        (.tlsCertificate, "/c"), (.tlsKey, "/k"), (.fillLimit, "0"), (.fillLimit, "many"),
        (.spoolLimit, "0B"), (.spoolLimit, "some"), (.logLevel, "loud"), (.join, "nohost"),
    ])
    func `a wrong value is refused by its flag and what would be right`(
        setting: Setting,
        value: String
    ) throws {
        let error = try #require(throws: OptionError.self) {
            try options(flags: [setting: [value]])
        }
        #expect(error.place == "--\(setting.rawValue)")
        #expect(error.value == value)
        #expect(!error.expected.isEmpty)
    }

    @Test func `a name is as long as gossip takes it, and no longer`() throws {
        let longest = String(repeating: "n", count: 128)
        #expect(try options(flags: [.name: [longest]]).name == longest)
        for count in [129, 255, 256] {
            let name = String(repeating: "n", count: count)
            let error = try #require(throws: OptionError.self) {
                try options(flags: [.name: [name]])
            }
            #expect(error.value == name)
            #expect(error.expected.hasPrefix("must be 1 to 128 letters"))
            #expect(error.expected.hasSuffix("; this has \(count)"))
            let ofHost = try #require(throws: OptionError.self) {
                try ServeOptions(SettingSources(), hostName: name)
            }
            #expect(ofHost.place == "--name")
            #expect(ofHost.expected.hasSuffix("so give another by --name"))
        }
    }

    @Test func `a cluster key lets the admin API and the peers listen anywhere`() throws {
        let options = try options(
            flags: [.clusterKeyFile: ["/k"], .admin: ["0.0.0.0:1"], .cluster: ["[::]:2"]]
        )
        #expect(!options.admin.isLoopback)
        #expect(options.cluster.description == "[::]:2")
    }

    @Test func `an s3 store takes its keys from the environment and never shows them`() throws {
        let options = try options(
            flags: [.store: ["s3:https://store.example:9000"]],
            environment: [
                "HEADWATER_STORE_ACCESS_KEY": "AK", "HEADWATER_STORE_SECRET_KEY": "hunter2",
                "HEADWATER_ADMIN_TOKEN": "swordfish",
            ]
        )
        #expect(
            options.store
                == .s3(
                    RemoteStoreOption(
                        url: "https://store.example:9000",
                        accessKey: "AK",
                        secretKey: "hunter2",
                        region: "us-east-1"
                    )
                )
        )
        #expect(options.adminToken == .given("swordfish"))
        var dumped = ""
        dump(options, to: &dumped)
        for text in ["\(options)", String(reflecting: options), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("swordfish"))
        }
    }
}
