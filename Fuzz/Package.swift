// swift-tools-version: 6.2
import PackageDescription

/// One target a parser; `Fuzz/run` links each with libFuzzer.
let parsers = [
  "BuildInfo", "DebianControl", "DebianPackage", "DebianText", "ELFFile", "GoModules", "Kconfig",
  "OpenPGPKey", "OpenPGPSignature", "RPMHeader", "RPMPackage", "Recipe",
]

let package = Package(
  name: "fuzz",
  products: parsers.map { .library(name: "Fuzz\($0)", type: .static, targets: ["Fuzz\($0)"]) },
  dependencies: [.package(name: "pkg", path: "..")],
  targets: parsers.map {
    .target(
      name: "Fuzz\($0)", dependencies: [.product(name: "Rooms", package: "pkg")],
      path: "Sources/Fuzz\($0)", swiftSettings: [.swiftLanguageMode(.v6)])
  }
)
