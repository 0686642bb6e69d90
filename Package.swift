// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is built this way: language mode 6, strict memory safety, no warning tolerated.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let containers: Target.Dependency = .product(name: "BasicContainers", package: "swift-collections")

/// A module of the house: its sources in `Sources/<name>`, its walls in `dependencies`.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a module: `Tests/<name>Tests`, with what all tests share.
func tests(of name: String, _ more: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + more, exclude: exclude,
        swiftSettings: strict)
}

let package = Package(
    name: "gatehouse",
    products: [.executable(name: "gatehouse", targets: ["gatehouse"])],
    dependencies: [
        // docs/DEPENDENCIES.md says why each of these.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // C doors: system libraries of the distribution, no logic of ours.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),

        // Base.
        module("GatehouseMemory", []),
        module("GatehouseCrypto", ["COpenSSL", "CZlib"]),

        // Core: pure values, no sockets, no clock, no unsafe.
        module("GatehouseHTTP", ["GatehouseMemory", containers]),
        module("GatehouseSignatures", ["GatehouseHTTP", "GatehouseCrypto", containers]),
        module("GatehousePolicy", ["GatehouseHTTP", "GatehouseSignatures", containers]),
        module(
            "GatehouseAudit",
            [
                "GatehouseHTTP", "GatehouseSignatures", "GatehousePolicy", "GatehouseCrypto", "GatehouseMemory",
                containers,
            ]),
        module(
            "GatehouseExchange",
            ["GatehouseHTTP", "GatehouseSignatures", "GatehousePolicy", "GatehouseAudit", containers]),
        module("GatehouseConfiguration", ["GatehouseHTTP", "GatehouseSignatures", "GatehousePolicy", "Yams"]),

        // Doors: each wraps one C library.
        module("GatehouseTransport", ["CLinux", containers]),
        module("GatehouseSandbox", ["CLinux", "CSeccomp"]),
        module("GatehouseTLS", ["COpenSSL", "GatehouseTransport", "GatehouseCrypto", containers]),
        module("GatehouseHTTP2", ["CNghttp2", "GatehouseHTTP", "GatehouseMemory", containers]),

        // Runtime and control.
        module(
            "GatehouseProxy",
            [
                "GatehouseHTTP", "GatehouseSignatures", "GatehousePolicy", "GatehouseAudit", "GatehouseExchange",
                "GatehouseTransport", "GatehouseTLS", "GatehouseHTTP2", "GatehouseCrypto", "GatehouseMemory",
                containers,
                .product(name: "Logging", package: "swift-log"),
            ]),
        module(
            "GatehouseCertificates", ["GatehouseCrypto", "GatehouseTransport", "GatehouseTLS", "GatehouseAudit"]),
        module("GatehouseAdmin", ["GatehouseHTTP", "GatehouseAudit", "GatehouseTransport", "GatehouseTLS"]),

        .executableTarget(
            name: "gatehouse",
            dependencies: [
                "GatehouseHTTP", "GatehouseSignatures", "GatehousePolicy", "GatehouseAudit", "GatehouseExchange",
                "GatehouseConfiguration", "GatehouseTransport", "GatehouseTLS", "GatehouseHTTP2", "GatehouseProxy",
                "GatehouseCertificates", "GatehouseCrypto", "GatehouseAdmin", "GatehouseSandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // What `make fuzz` runs; see Fuzz/README.md. Like tests, it sees the inside of modules.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "GatehouseHTTP", "GatehousePolicy", "GatehouseSignatures", "GatehouseAudit", "GatehouseExchange",
                "GatehouseConfiguration", "GatehouseTransport", "GatehouseTLS", "GatehouseHTTP2", "GatehouseProxy",
                "GatehouseCertificates", "GatehouseCrypto", .product(name: "Logging", package: "swift-log"),
            ],
            path: "Fuzz/Targets", swiftSettings: strict),

        .systemLibrary(name: "CTrialCalls", path: "Tests/CTrialCalls"),
        // Enters the sandbox of the gateway and tries to get out: what the tests start.
        .executableTarget(
            name: "sandbox-trial", dependencies: ["GatehouseSandbox", "CTrialCalls"], path: "Tests/SandboxTrial",
            swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests(of: "GatehouseMemory"),
        tests(of: "GatehouseCrypto"),
        tests(of: "GatehouseHTTP"),
        tests(of: "GatehouseSignatures", ["GatehouseHTTP", "GatehouseCrypto"], exclude: ["Vectors"]),
        tests(of: "GatehousePolicy", ["GatehouseHTTP", "GatehouseSignatures"]),
        tests(of: "GatehouseAudit", ["GatehouseHTTP", "GatehousePolicy"]),
        tests(of: "GatehouseExchange", ["GatehouseHTTP", "GatehousePolicy", "GatehouseSignatures", "GatehouseCrypto"]),
        tests(of: "GatehouseConfiguration", ["GatehouseHTTP", "GatehousePolicy", "GatehouseSignatures"]),
        tests(of: "GatehouseTransport"),
        tests(of: "GatehouseSandbox"),
        tests(of: "GatehouseTLS", ["GatehouseTransport", "GatehouseCrypto", "GatehouseCertificates"]),
        tests(of: "GatehouseHTTP2", ["GatehouseHTTP"]),
        tests(of: "GatehouseCertificates", ["GatehouseCrypto"]),
        tests(of: "GatehouseAdmin", ["GatehouseHTTP", "GatehouseAudit", "GatehouseTransport"]),
        tests(
            of: "GatehouseProxy",
            [
                "GatehouseHTTP", "GatehousePolicy", "GatehouseSignatures", "GatehouseAudit", "GatehouseExchange",
                "GatehouseTransport", "GatehouseTLS", "GatehouseHTTP2", "GatehouseCertificates", "GatehouseCrypto",
                .product(name: "Logging", package: "swift-log"),
            ]),
        tests(of: "FuzzTargets"),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "gatehouse", "GatehouseConfiguration", "GatehouseHTTP", "GatehouseTransport", "GatehouseTLS",
                "GatehouseHTTP2", "GatehouseProxy",
                "GatehouseCertificates", "GatehouseCrypto", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "gatehouse", "sandbox-trial", "GatehouseSandbox", "GatehouseHTTP", "GatehousePolicy",
                "GatehouseSignatures", "GatehouseConfiguration",
                "GatehouseTransport", "GatehouseTLS", "GatehouseHTTP2", "GatehouseProxy", "GatehouseCertificates",
                "GatehouseCrypto", "GatehouseAudit", "GatehouseAdmin", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
