// swift-tools-version: 6.2
// The dependency list of each target is the drawing of docs/architecture.md: arrows go down only.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func module(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    resources: [Resource] = []
) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [])
    -> Target
{
    .testTarget(
        name: name + "Tests",
        dependencies: [.byName(name: name)] + dependencies,
        resources: resources,
        swiftSettings: strict
    )
}

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let signals: Target.Dependency = .product(
    name: "UnixSignals",
    package: "swift-service-lifecycle"
)
let arguments: Target.Dependency = .product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)

let package = Package(
    name: "headwater",
    products: [.executable(name: "headwater", targets: ["headwater"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C headers
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        // Base
        module("Determinism"),
        module("Wire"),
        module("Hashing", ["COpenSSL"]),
        module("Sealing", ["COpenSSL", "Hashing"]),
        module("JSON"),
        module("Metrics"),

        // Cores
        module("HTTP1"),
        module("S3", ["Hashing", "HTTP1"]),
        module("Catalog", ["JSON", "Wire"]),
        module("Mirroring", ["Determinism", "Hashing"]),
        module("Raft", ["Determinism", "Wire"]),
        module("Gossip", ["Determinism", "Wire"]),
        module("Routing", ["Determinism", "Hashing", "Mirroring", "Wire"]),
        module("PeerProtocol", ["Catalog", "Raft", "Wire"]),

        // Virtual worlds for the cores
        module("Simulation", ["Determinism", "Raft", "Wire"]),
        module("GossipSimulation", ["Determinism", "Gossip"]),
        module("RoutingSimulation", ["Determinism", "Routing"]),

        // Wrappers
        module("LMDB", ["CLMDB"]),
        module("Fetch", ["CCurl"]),

        // Shells
        module("Objects", ["LMDB", "Wire"]),
        module(
            "Cluster",
            [
                "Catalog", "Determinism", "Gossip", "LMDB", "PeerProtocol", "Raft", "Sealing",
                "Wire", nioCore, nioPosix, nioSSL,
            ]
        ),
        module(
            "Gateway",
            [
                "Catalog", "CLinux", "Determinism", "Fetch", "Hashing", "HTTP1", "Metrics",
                "Mirroring", "Objects", "Routing", "S3", "Wire", nioCore, nioPosix, nioSSL, nioTLS,
                logging,
            ]
        ),
        module(
            "Node",
            [
                "Catalog", "Cluster", "Fetch", "Gateway", "Gossip", "Hashing", "HTTP1", "JSON",
                "LMDB", "Metrics", "Mirroring", "Objects", "PeerProtocol", "Sealing", nioCore,
                nioPosix, logging,
            ]
        ),

        // Executables
        .executableTarget(
            name: "headwater",
            dependencies: [
                "Fetch", "Hashing", "JSON", "Mirroring", "Node", "S3", "Sealing", arguments,
                logging, signals,
            ],
            swiftSettings: strict
        ),

        .executableTarget(
            name: "simulate",
            dependencies: ["RoutingSimulation", "Simulation", arguments],
            swiftSettings: strict
        ),

        // Real processes under faults
        module(
            "ChaosRun",
            ["Determinism", "Hashing", "S3", "Simulation", "TestSupport", nioCore, nioPosix]
        ),
        .executableTarget(
            name: "chaos",
            dependencies: ["ChaosRun", arguments, signals],
            swiftSettings: strict
        ),

        // Many readers at once, every byte compared
        .executableTarget(
            name: "readers",
            dependencies: ["TestSupport", arguments],
            swiftSettings: strict
        ),

        // Tests
        .target(
            name: "TestSupport",
            dependencies: ["CLinux", "Determinism", "Hashing", nioCore, nioPosix, nioSSL],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        tests("ChaosRun", ["Determinism", "TestSupport"]),
        .testTarget(
            name: "ClusterProcessTests",
            dependencies: ["TestSupport"],
            swiftSettings: strict
        ),
        tests("Wire"),
        tests("Hashing"),
        tests("Sealing", ["Hashing", "TestSupport"]),
        tests("JSON"),
        tests("Metrics"),
        tests("HTTP1", ["TestSupport"]),
        tests("S3", ["Determinism", "Hashing", "HTTP1", "TestSupport"]),
        tests("Catalog", ["Determinism", "JSON", "Wire"]),
        tests("Mirroring", ["Determinism", "Hashing"]),
        tests("Raft", ["Determinism", "Wire"], resources: [.copy("Scripts")]),
        tests("Simulation", ["Determinism", "Raft", "TestSupport"]),
        tests("Gossip", ["Determinism", "Wire"]),
        tests("GossipSimulation", ["Determinism", "Gossip"]),
        tests("Routing", ["Determinism", "Mirroring"]),
        tests("PeerProtocol", ["Catalog", "Wire"]),
        tests("RoutingSimulation", ["TestSupport"]),
        tests("LMDB", ["Determinism", "TestSupport"]),
        tests("Fetch"),
        tests("Objects", ["Determinism", "LMDB", "TestSupport"]),
        tests(
            "Gateway",
            [
                "Catalog", "Determinism", "Fetch", "Hashing", "LMDB", "Metrics", "Mirroring",
                "HTTP1", "Objects", "Routing", "S3", "TestSupport", nioCore, nioEmbedded, nioPosix,
                logging,
            ]
        ),
        tests(
            "Cluster",
            [
                "Catalog", "Determinism", "Gossip", "LMDB", "PeerProtocol", "Raft", "Sealing",
                "TestSupport", "Wire", nioCore, nioPosix, nioSSL,
            ]
        ),
        tests(
            "Node",
            [
                "Catalog", "Cluster", "Hashing", "JSON", "Metrics", "Mirroring", "PeerProtocol",
                "S3", "Sealing", "TestSupport",
            ]
        ),
        tests("headwater", ["Fetch", "JSON", "TestSupport", arguments]),
        tests("TestSupport", ["Hashing"]),
        tests("readers", ["TestSupport", arguments]),
        .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: strict),
    ]
)

// Built only by `make fuzz`: the fuzzer brings its own main function.
if Context.environment["HEADWATER_FUZZ"] == "1" {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Catalog", "Gossip", "HTTP1", "Hashing", "JSON", "Mirroring", "PeerProtocol",
                "Raft",
                "Routing", "S3", "Sealing", "Wire",
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"]),
            ]
        )
    )
}
