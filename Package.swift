// swift-tools-version: 6.2
import PackageDescription

/// Settings every Swift target in the package shares.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
let testing: [SwiftSetting] = [.swiftLanguageMode(.v6)]

/// Folders are layers: `Scripts/check-layers` holds the imports to this order.
func room(
  _ folder: String, _ name: String, _ dependencies: [Target.Dependency] = [],
  extra: [SwiftSetting] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)",
    resources: resources, swiftSettings: house + extra)
}

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func tests(_ room: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(room)Tests",
    dependencies: [.target(name: room), "TestSupport"] + dependencies,
    path: "Tests/\(room)Tests", swiftSettings: testing)
}

let package = Package(
  name: "pkg",
  products: [
    // For the package in `Fuzz`, which links them with libFuzzer.
    .library(name: "FuzzTargets", targets: ["FuzzTargets"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    system("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
    system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    system("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
    system("CZstd", pkgConfig: "libzstd", apt: "libzstd-dev"),
    system("CLZMA", pkgConfig: "liblzma", apt: "liblzma-dev"),
    system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),

    .systemLibrary(name: "CLinux", path: "Sources/System/CLinux"),
    .systemLibrary(name: "CPKCS11", path: "Sources/System/CPKCS11"),

    room("Base", "Bytes", extra: [.enableExperimentalFeature("Lifetimes")]),
    room("Base", "Diagnostics"),
    room(
      "Base", "Cryptography", ["Bytes", "CCrypto", "CPKCS11"],
      extra: [.enableExperimentalFeature("Lifetimes")]),
    room("Base", "Archiving", ["CArchive", "CZlib"]),
    room("Base", "Compression", ["CZlib", "CDeflate", "CZstd", "CLZMA"]),

    room("Formats", "ELF", ["Bytes"]),
    room(
      "Formats", "DWARF", ["Bytes", "Compression", "ELF"],
      extra: [.enableExperimentalFeature("Lifetimes")]),
    room("Formats", "GoBuild", ["Bytes", "ELF", "Cryptography"]),
    room("Formats", "Kconfig", ["Bytes"]),
    room("Formats", "OpenPGP", ["Bytes", "Cryptography"]),
    room(
      "Formats", "RPM",
      ["Bytes", "Diagnostics", "Archiving", "Compression", "Cryptography", "OpenPGP"]),
    room(
      "Formats", "Debian",
      ["Bytes", "Diagnostics", "Archiving", "Compression", "Cryptography", "OpenPGP"]),
    room("Formats", "TransparencyLog", ["Bytes", "Cryptography"]),
    room("Formats", "SBOM", ["Bytes", "Cryptography"]),
    room("Formats", "Attestation", ["Bytes", "Cryptography"]),
    room("Formats", "Sigstore", ["Attestation", "Bytes", "Cryptography", "TransparencyLog"]),
    room("Formats", "SSH", ["Bytes", "Cryptography"]),
    room("Formats", "Minisign", ["Bytes", "Cryptography"]),

    room(
      "Release", "Platform", ["Diagnostics"],
      resources: [
        .embedInCode("Data/architectures.table"),
        .embedInCode("Data/processors.table"),
        .embedInCode("Data/glibc-versions.table"),
        .embedInCode("Data/gcc-versions.table"),
        .embedInCode("Data/releases.yaml"),
        .embedInCode("Data/verifiers.table"),
        .embedInCode("Data/signature-cases.table"),
        .embedInCode("Data/signature-answers.table"),
      ]),
    room("Release", "Recipe", ["Bytes", "Platform", "Diagnostics", "CYAML"]),
    room(
      "Release", "Trust",
      [
        "Attestation", "Bytes", "Cryptography", "OpenPGP", "Platform", "Recipe", "TransparencyLog",
        "Diagnostics",
      ]),
    room(
      "Release", "Checks",
      ["Bytes", "DWARF", "ELF", "GoBuild", "Kconfig", "Platform", "Recipe", "Diagnostics"]),

    room(
      "Release", "Stages",
      [
        "Bytes", "Archiving", "Compression", "Cryptography", "ELF", "GoBuild", "RPM", "Debian",
        "SBOM", "OpenPGP", "Platform", "Recipe", "Trust", "Diagnostics",
      ]),
    room(
      "Release", "Audit",
      [
        "Archiving", "Attestation", "Bytes", "Compression", "Cryptography", "Debian",
        "Diagnostics", "Minisign", "OpenPGP", "Platform", "RPM", "SSH", "Sigstore", "Trust",
      ]),
    room(
      "Release", "Compatibility", ["Bytes", "Checks", "DWARF", "Diagnostics", "ELF", "Platform"]),
    room(
      "Workshop", "Workspace",
      [
        "Bytes", "Diagnostics", "CLinux",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    room(
      "Workshop", "Pipeline",
      [
        "Archiving", "Attestation", "Audit", "Bytes", "Checks", "Compatibility", "Compression",
        "Cryptography", "DWARF", "Debian", "Diagnostics", "ELF", "GoBuild", "Kconfig", "Minisign",
        "OpenPGP", "Platform", "RPM", "Recipe", "SBOM", "SSH", "Sigstore", "Stages",
        "TransparencyLog", "Trust", "Workspace",
      ]),
    .executableTarget(
      name: "pkg",
      dependencies: [
        "Diagnostics", "Pipeline", "Recipe", "Workspace",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Sources/pkg", swiftSettings: house),

    .target(name: "CTestSupport", dependencies: ["CCrypto"], path: "Tests/CTestSupport"),
    .target(
      name: "TestSupport",
      dependencies: [
        "Bytes", "CTestSupport",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ], path: "Tests/TestSupport", swiftSettings: testing),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Archiving", "Attestation", "Audit", "Bytes", "Checks", "Compatibility", "Compression",
        "Cryptography", "DWARF", "Debian", "Diagnostics", "ELF", "GoBuild", "Kconfig",
        "Minisign", "OpenPGP", "Platform", "RPM", "Recipe", "SBOM", "SSH", "Sigstore",
        "TransparencyLog", "Trust",
      ], path: "Fuzz/Sources/FuzzTargets", swiftSettings: testing),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/FuzzTests",
      swiftSettings: testing),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["pkg", "TestSupport", "Bytes", "Cryptography", "OpenPGP"],
      path: "Tests/ConformanceTests", swiftSettings: testing),
    tests("Bytes"),
    tests("Diagnostics"),
    tests("Cryptography", ["Bytes"]),
    tests("Archiving"),
    tests("Compression"),
    tests("ELF", ["Bytes"]),
    tests("DWARF", ["Bytes", "ELF"]),
    tests("GoBuild", ["Bytes", "ELF"]),
    tests("Kconfig", ["Bytes"]),
    tests("OpenPGP", ["Bytes", "Cryptography"]),
    tests("RPM", ["Bytes", "Diagnostics", "Cryptography", "OpenPGP"]),
    tests("Debian", ["Bytes", "Diagnostics", "Cryptography", "OpenPGP"]),
    tests("SBOM", ["Bytes", "Cryptography"]),
    tests("Attestation", ["Bytes", "Cryptography"]),
    tests("SSH", ["Bytes", "Cryptography"]),
    tests("Sigstore", ["Bytes", "Cryptography", "TransparencyLog"]),
    tests("Minisign", ["Bytes", "Cryptography"]),
    tests("Platform", ["Bytes", "Diagnostics"]),
    tests("Recipe", ["Bytes", "Compression", "Platform", "Diagnostics", "Stages"]),
    tests(
      "Trust",
      [
        "Attestation", "Bytes", "Cryptography", "OpenPGP", "Platform", "Recipe",
        "TransparencyLog", "Diagnostics",
      ]),
    tests("TransparencyLog", ["Bytes", "Cryptography"]),
    tests("Checks", ["Bytes", "Diagnostics", "Recipe", "Kconfig", "GoBuild", "ELF", "Platform"]),
    tests(
      "Stages",
      [
        "Archiving", "Bytes", "Compression", "Cryptography", "Debian", "Diagnostics", "ELF",
        "OpenPGP", "RPM", "Recipe", "Trust",
      ]),
    tests(
      "Audit",
      [
        "Archiving", "Bytes", "Compression", "Cryptography", "Debian", "Diagnostics", "OpenPGP",
        "Platform", "RPM", "Recipe", "Stages",
      ]),
    tests("Compatibility", ["Bytes", "Diagnostics"]),
    tests("Workspace", ["Bytes", "CLinux", "Diagnostics"]),
    tests(
      "Pipeline",
      [
        "Archiving", "Bytes", "Compression", "Cryptography", "Diagnostics", "ELF", "GoBuild",
        "OpenPGP", "Recipe", "SBOM", "Stages", "Workspace",
      ]),
  ]
)
