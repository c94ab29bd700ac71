import Foundation
import Platform
import TestSupport
import Testing

@testable import Recipe

/// The table that is part of the program.
struct BuiltInReleasesTests {
  private let table = ReleaseTable.builtIn

  @Test(
    "releases are found by the names they go by",
    arguments: [
      ("el7", "el7"), ("rhel8", "el8"), ("alma8", "el8"), ("rocky8", "el8"), ("centos7", "el7"),
      ("rocky9", "el9"), ("rhel10", "el10"), ("fedora43", "fedora43"), ("f40", "fedora40"),
      ("bookworm", "debian12"), ("buster", "debian10"), ("trixie", "debian13"),
      ("jammy", "ubuntu22.04"), ("bionic", "ubuntu18.04"), ("noble", "ubuntu24.04"),
      ("ubuntu26.04", "ubuntu26.04"), ("leap15.6", "leap15.6"), ("opensuse16.0", "leap16.0"),
      ("sles15sp6", "sles15sp6"), ("sle12sp5", "sles12sp5"), ("sles16", "sles16.0"),
      ("al2", "al2"), ("amazonlinux2023", "al2023"), ("alpine3.20", "alpine3.20"),
      ("openwrt23.05", "openwrt23.05"),
    ])
  func names(name: String, expected: String) throws {
    #expect(try table.release(named: name).name == expected)
  }

  @Test func noNameIsGivenTwice() {
    #expect(Set(table.names).count == table.names.count)
    #expect(table.releases.count >= 48)
  }

  @Test func everyFactHasASourceAndRememberedOnesAreMarked() {
    for release in table.releases {
      let isPackaged = release.packageManager == .rpm || release.packageManager == .dpkg
      for fact in TargetRelease.Fact.allCases {
        let isGiven =
          switch fact {
          case .zstd: isPackaged
          case .gcc: release.gcc != nil
          case .zlib: release.zlib != nil
          case .openssl: release.openssl != nil
          case .libc, .kernel, .packages, .architectures: true
          }
        guard isGiven else {
          #expect(release.sources[fact] == nil && !release.unverified.contains(fact))
          continue
        }
        let source = release.sources[fact] ?? ""
        #expect(!source.isEmpty, "\(release.name) \(fact)")
        if source.hasPrefix("remembered") {
          #expect(release.unverified.contains(fact), "\(release.name) \(fact)")
        }
      }
    }
  }

  /// What `checkKernel` takes for granted: a kernel every release has decides nothing.
  @Test func theOldestKernelIsKnown() {
    #expect(table.oldestKernel == DottedVersion(3, 10))
  }

  @Test func everyPortHasALoaderAndALevel() {
    for release in table.releases {
      #expect(!release.ports.isEmpty, "\(release.name)")
      for port in release.ports {
        #expect(!port.interpreters.isEmpty, "\(release.name) \(port.architecture.name)")
        #expect(port.architecture.levels.contains(port.level))
      }
    }
  }

  /// musl's loader does not look at symbol versions, so nothing would come of the facts.
  @Test func librariesAreKnownOnlyWhereTheirVersionsCount() {
    for release in table.releases where release.cLibrary == .musl {
      #expect(release.zlib == nil && release.openssl == nil, "\(release.name)")
    }
    #expect(table.releases.filter { $0.zlib != nil }.count >= 20)
    #expect(table.releases.filter { $0.openssl != nil }.count >= 20)
  }

  /// The symbol versions a library of this machine defines; `nil` when it is not installed.
  private func versions(of library: String, prefix: String) async throws -> Set<String>? {
    let path = "/usr/lib/x86_64-linux-gnu/\(library)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let text = try await succeed("readelf", ["-VW", path])
    let names = text.matches(of: /Name: (\S+)/).map { String($0.1) }
    return Set(names.filter { $0.hasPrefix(prefix) })
  }

  private static let libstdcxx = "/usr/lib/x86_64-linux-gnu/libstdc++.so.6"

  /// The row of the machine that runs the tests, if it has one, against the machine.
  @Test func thisMachinesRowIsTrue() async throws {
    let text = try String(contentsOfFile: "/etc/os-release", encoding: .utf8)
    func field(_ name: String) -> String {
      text.split(separator: "\n").first { $0.hasPrefix("\(name)=") }
        .map { $0.dropFirst(name.count + 1).filter { $0 != "\"" } } ?? ""
    }
    guard let row = table[field("ID") + field("VERSION_ID")] else { return }
    let libc = try await succeed("getconf", ["GNU_LIBC_VERSION"])
    #expect(libc == "glibc \(row.cLibraryVersion)\n")
    if let gcc = row.gcc, FileManager.default.fileExists(atPath: Self.libstdcxx) {
      let text = try await succeed("readelf", ["-VW", Self.libstdcxx])
      let names = Set(text.matches(of: /Name: ((?:GLIBCXX|CXXABI)_[0-9.]+)/).map { String($0.1) })
      #expect(names.count > 30)
      for name in names { #expect(GCCVersions.has(name, in: gcc) == true, "\(name)") }
    }
    if let zlib = row.zlib,
      let names = try await versions(of: "libz.so.1", prefix: "ZLIB_")
    {
      #expect(names.contains("ZLIB_1.2.9"))
      for name in names {
        #expect(ZlibVersions.has(name, in: "libz.so.1", of: zlib) == true, "\(name)")
      }
    }
    for library in ["libcrypto.so.3", "libssl.so.3"] {
      guard let openssl = row.openssl,
        let names = try await versions(of: library, prefix: "OPENSSL_")
      else { continue }
      #expect(names.contains("OPENSSL_3.0.0"))
      for name in names { #expect(openssl.has(name, in: library) == true, "\(name)") }
    }
    guard row.packageManager == .dpkg else { return }
    let dpkg = try await succeed("dpkg-query", ["-W", "-f", "${Version}", "dpkg"])
    let parts = row.packageManagerVersion.description.split(separator: ".").prefix(2)
    #expect(dpkg.hasPrefix(parts.joined(separator: ".") + "."), "\(dpkg)")
    let machine = try await succeed("dpkg", ["--print-architecture"]).dropLast()
    let port = try #require(row.ports.first { $0.architecture.debian == String(machine) })
    for loader in port.interpreters {
      #expect(FileManager.default.fileExists(atPath: loader), "\(loader)")
    }
  }
}
