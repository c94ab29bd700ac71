import Foundation
import TestSupport
import Testing

@testable import Platform

/// The table of symbol versions against the libraries Debian has for each architecture.
struct GLibCVersionsTests {
  private static let triplets = [
    "386": "i686-linux-gnu", "arm64": "aarch64-linux-gnu", "arm5": "arm-linux-gnueabi",
    "arm6": "arm-linux-gnueabihf", "arm7": "arm-linux-gnueabihf",
    "riscv64": "riscv64-linux-gnu", "ppc64le": "powerpc64le-linux-gnu",
    "ppc64": "powerpc64-linux-gnu", "s390x": "s390x-linux-gnu", "mips": "mips-linux-gnu",
    "mipsle": "mipsel-linux-gnu", "mips64": "mips64-linux-gnuabi64",
    "mips64le": "mips64el-linux-gnuabi64",
  ]

  /// The libraries of the GNU C library, and GCC's that comes with it.
  private func libraries(_ name: String) async throws -> [String] {
    let wanted = [
      "libBrokenLocale.so.1", "libanl.so.1", "libc.so.6", "libc_malloc_debug.so.0",
      "libdl.so.2", "libgcc_s.so.1", "libm.so.6", "libmvec.so.1", "libnsl.so.1",
      "libpthread.so.0", "libresolv.so.2", "librt.so.1", "libthread_db.so.1", "libutil.so.1",
    ]
    let loader = try #require(Architecture.named(name)?.glibcInterpreters.first)
    let folders =
      Self.triplets[name].map { ["/usr/\($0)/lib", "/usr/\($0)/lib64"] } ?? [
        "/lib/x86_64-linux-gnu", "/lib64",
      ]
    let file = loader.split(separator: "/").last.map(String.init) ?? ""
    return folders.flatMap { folder in (wanted + [file]).map { "\(folder)/\($0)" } }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  /// The release of the GNU C library that an architecture's libraries are of.
  private func release(_ libraries: [String]) throws -> DottedVersion {
    let path = try #require(libraries.first { $0.hasSuffix("/libc.so.6") })
    let bytes = try Data(contentsOf: URL(filePath: path))
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    let match = try #require(text.firstMatch(of: /GNU C Library [^\n]* version ([0-9.]+[0-9])/))
    return try #require(DottedVersion(String(match.1)))
  }

  @Test("as readelf reads them", arguments: triplets.keys.sorted() + ["amd64"])
  func versionsAreThoseOfTheLibraries(name: String) async throws {
    let libraries = try await libraries(name)
    let release = try release(libraries)
    let architecture = try #require(Architecture.named(name))
    let text = try await succeed("readelf", ["-V", "-W"] + libraries)
    var defined: Set<String> = []
    var isDefinition = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("Version ") { isDefinition = line.contains("definition section") }
      guard isDefinition else { continue }
      for match in line.matches(of: /(?:Name: |Parent \d+: )(GLIBC_\S+)/) {
        defined.insert(String(match.1))
      }
    }
    defined.remove("GLIBC_PRIVATE")
    #expect(defined.count > 10)
    for version in defined {
      #expect(GLibCVersions.has(version, in: release, for: architecture), "\(version)")
    }
    // And no other: every number up to the release's own, and what stands between numbers.
    for minor in 0...release.numbers[1] {
      for patch in 0...6 {
        let version = patch == 0 ? "GLIBC_2.\(minor)" : "GLIBC_2.\(minor).\(patch)"
        #expect(
          GLibCVersions.has(version, in: release, for: architecture) == defined.contains(version),
          "\(version)")
      }
    }
  }

  @Test func membershipDecidesNotTheNumber() throws {
    let amd64 = try #require(Architecture.named("amd64"))
    let i386 = try #require(Architecture.named("386"))
    let mips64le = try #require(Architecture.named("mips64le"))
    func has(_ name: String, _ release: DottedVersion, _ architecture: Architecture) -> Bool {
      GLibCVersions.has(name, in: release, for: architecture)
    }
    #expect(has("GLIBC_2.28", DottedVersion(2, 28), amd64))
    #expect(!has("GLIBC_2.34", DottedVersion(2, 28), amd64))
    #expect(!has("GLIBC_2.19", DottedVersion(2, 40), amd64))
    #expect(!has("GLIBC_2.37", DottedVersion(2, 40), amd64))
    #expect(has("GLIBC_2.37", DottedVersion(2, 40), i386))
    #expect(!has("GLIBC_ABI_DT_RELR", DottedVersion(2, 35), amd64))
    #expect(has("GLIBC_ABI_DT_RELR", DottedVersion(2, 36), amd64))
    #expect(!has("GLIBC_ABI_GNU2_TLS", DottedVersion(2, 42), amd64))
    #expect(has("GLIBC_ABI_GNU2_TLS", DottedVersion(2, 43), amd64))
    // Beyond what is known the number is all there is.
    #expect(has("GLIBC_2.38", DottedVersion(2, 40), mips64le))
    #expect(!has("GLIBC_2.99", DottedVersion(2, 44), amd64))
    #expect(has("GLIBC_2.99", DottedVersion(2, 99), amd64))
    #expect(!has("GLIBC_PRIVATE", DottedVersion(2, 99), amd64))
    #expect(!has("GLIBCXX_3.4", DottedVersion(2, 99), amd64))
  }
}
