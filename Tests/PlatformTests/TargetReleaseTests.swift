import Foundation
import TestSupport
import Testing

@testable import Platform

struct TargetReleaseTests {
  private func release(
    _ name: String, _ cLibrary: TargetRelease.CLibrary = .glibc, aliases: [String] = []
  ) throws -> TargetRelease {
    let amd64 = try #require(Architecture.named("amd64"))
    return TargetRelease(
      name: name, title: name, aliases: aliases, cLibrary: cLibrary,
      cLibraryVersion: DottedVersion(2, 28), symbolVersions: ["GLIBC_2.35"],
      libraries: ["libfoo.so.1"], kernel: DottedVersion(4, 18), packageManager: .rpm,
      packageManagerVersion: DottedVersion(4, 14), readsZstd: true,
      ports: [
        TargetRelease.Port(
          architecture: amd64, level: "v1", interpreters: ["/lib64/ld-linux-x86-64.so.2"])
      ])
  }

  /// What Debian's packages of the two install, but for what other systems dropped.
  @Test func theBaseLibrariesAreThoseOfThePackages() async throws {
    let list = try await succeed("dpkg", ["-L", "libc6", "libgcc-s1"])
    let names = Set(
      list.split(separator: "\n").compactMap { $0.split(separator: "/").last.map(String.init) }
        .filter { $0.contains(/^(lib|ld-).*\.so\.\d+$/) })
    let elsewhereMissing: Set = ["libnsl.so.1"]
    let plugins = names.filter { $0.hasPrefix("libnss_") }
    let base = try release("x")
    for name in names.subtracting(elsewhereMissing).subtracting(plugins) {
      #expect(base.hasLibrary(name), "\(name)")
    }
    for name in ["libnsl.so.1", "libsqlite3.so.0", "libstdc++.so.6", "libcrypt.so.1"] {
      #expect(!base.hasLibrary(name), "\(name)")
    }
    #expect(base.hasLibrary("libfoo.so.1"))
  }

  @Test func muslAnswersToItsOwnNames() throws {
    let musl = try release("x", .musl)
    for name in ["libc.so", "libc.musl-x86_64.so.1", "libpthread.so.0", "libm.so.6"] {
      #expect(musl.hasLibrary(name), "\(name)")
    }
    for name in ["libgcc_s.so.1", "libz.so.1", "c.so"] {
      #expect(!musl.hasLibrary(name), "\(name)")
    }
  }

  @Test func aReleaseMayHaveVersionsBeyondItsNumber() throws {
    let amd64 = try #require(Architecture.named("amd64"))
    let one = try release("x")
    #expect(one.hasSymbolVersion("GLIBC_2.28", for: amd64))
    #expect(one.hasSymbolVersion("GLIBC_2.35", for: amd64))
    #expect(!one.hasSymbolVersion("GLIBC_2.34", for: amd64))
  }

  @Test func namesGoBeforeAliases() throws {
    var table = ReleaseTable([
      try release("a", aliases: ["b"]), try release("b"), try release("c", aliases: ["d"]),
    ])
    #expect(table["b"]?.name == "b")
    #expect(table["d"]?.name == "c")
    #expect(table["e"] == nil)
    #expect(table.names == ["a", "b", "b", "c", "d"])
    table.add(try release("c", .musl))
    #expect(table.releases.map(\.name) == ["a", "b", "c"])
    #expect(table["c"]?.cLibrary == .musl && table["d"] == nil)
    #expect(table.oldestKernel == DottedVersion(4, 18))
  }
}
