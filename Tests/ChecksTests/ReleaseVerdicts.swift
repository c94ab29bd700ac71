import ELF
import Platform
import Testing

@testable import Checks

/// A built-in release.
func release(_ name: String) throws -> TargetRelease {
  try ReleaseTable.builtIn.release(named: name)
}

/// What a static program for an architecture asks of a release, changed a little.
func demands(
  _ name: String = "amd64", _ change: (inout BinaryDemands) -> Void = { _ in }
) throws -> BinaryDemands {
  let architecture = try #require(Architecture.named(name))
  var demands = BinaryDemands(
    machine: try #require(architecture.machine), goArch: architecture.goArch,
    linkKind: .static)
  change(&demands)
  return demands
}

/// A cgo program as Debian 12 links it.
func dynamic(_ change: (inout BinaryDemands) -> Void = { _ in }) throws -> BinaryDemands {
  try demands {
    $0.linkKind = .dynamic
    $0.interpreter = "/lib64/ld-linux-x86-64.so.2"
    $0.cLibrary = .glibc
    $0.needed = ["libc.so.6"]
    change(&$0)
  }
}

/// The codes of what is found for a program on a release.
func codes(_ demands: BinaryDemands, _ name: String) throws -> [String] {
  judge(demands, on: try release(name)).findings.map(\.code)
}
