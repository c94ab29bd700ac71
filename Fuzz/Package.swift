// swift-tools-version: 6.2
import PackageDescription

// SwiftPM renames an executable's main, so the harness is a static library;
// `Fuzz/run` links it with libFuzzer, whose main it is.
let package = Package(
  name: "fuzz",
  products: [.library(name: "Fuzz", type: .static, targets: ["Fuzz"])],
  dependencies: [.package(name: "pkg", path: "..")],
  targets: [
    .target(name: "CFuzz"),
    .target(
      name: "Fuzz", dependencies: ["CFuzz", .product(name: "FuzzTargets", package: "pkg")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
