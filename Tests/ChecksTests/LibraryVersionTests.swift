import Diagnostics
import Platform
import Recipe
import Testing

@testable import Checks

/// The symbol versions of zlib and OpenSSL.
struct LibraryVersionTests {
  private func program(_ library: String, _ names: [String]) throws -> BinaryDemands {
    try dynamic {
      $0.needed.append(library)
      $0.versions += names.map { .init(library: library, name: $0, symbols: ["f"]) }
    }
  }

  private func found(_ library: String, _ names: [String], _ release: String) throws -> [String] {
    try codes(program(library, names), release)
  }

  private static let both = ["abi.library-version", "abi.missing-library"]
  private static let missing = ["abi.missing-library"]

  @Test func zlibIsJudged() throws {
    let new = ["ZLIB_1.2.9", "ZLIB_1.2.12"]
    #expect(try found("libz.so.1", ["ZLIB_1.2.9"], "el8") == Self.missing)
    #expect(try found("libz.so.1", ["ZLIB_1.2.9"], "el7") == Self.both)
    #expect(try found("libz.so.1", new, "ubuntu22.04") == Self.both)
    for release in ["debian12", "debian13", "ubuntu24.04", "el10", "fedora41", "leap15.6"] {
      #expect(try found("libz.so.1", new, release) == Self.missing, "\(release)")
    }
    let verdict = judge(try program("libz.so.1", new), on: try release("el9"))
    #expect(!verdict.runs && verdict.unverified == [])
    #expect(
      verdict.findings[0].message
        == "ZLIB_1.2.12 needed by f; el9 has the symbol versions of zlib 1.2.11")
    #expect(
      verdict.findings[0].hint
        == "link it on el9 or an older release, or link the library statically")
  }

  @Test func opensslIsJudged() throws {
    let crypto = "libcrypto.so.3"
    #expect(try found(crypto, ["OPENSSL_3.0.0"], "ubuntu22.04") == Self.missing)
    #expect(try found(crypto, ["OPENSSL_3.0.0", "OPENSSL_3.0.3"], "ubuntu22.04") == Self.both)
    #expect(try found(crypto, ["OPENSSL_3.0.9"], "debian12") == Self.missing)
    #expect(try found("libssl.so.3", ["OPENSSL_3.2.0"], "debian12") == Self.both)
    #expect(try found("libcrypto.so.10", ["OPENSSL_1.0.1_EC"], "el7") == Self.missing)
    #expect(try found("libssl.so.1.1", ["OPENSSL_1_1_1"], "debian11") == Self.missing)
    #expect(try found("libssl.so.1.1", ["OPENSSL_1_1_1"], "ubuntu18.04") == Self.both)
    // The release has a library of another name: that it is missing is told already.
    #expect(try found("libssl.so.1.1", ["OPENSSL_1_1_1"], "debian12") == Self.missing)
    #expect(try found(crypto, ["OPENSSL_3.0.0"], "debian11") == Self.missing)
  }

  @Test func aVerdictSaysWhenTheOpenSSLIsRemembered() throws {
    let program = try program("libcrypto.so.3", ["OPENSSL_3.0.0"])
    #expect(judge(program, on: try release("debian13")).unverified == [.openssl])
    #expect(judge(program, on: try release("debian12")).unverified == [])
    #expect(judge(try dynamic(), on: try release("debian13")).unverified == [])
    let other = try self.program("libcrypto.so.1.1", ["OPENSSL_1_1_0"])
    #expect(judge(other, on: try release("debian13")).unverified == [])
  }

  @Test func whatIsNotKnownOrNotNeededIsNotJudged() throws {
    #expect(try found("libcrypto.so.3", ["OPENSSL_9.0.0"], "ubuntu26.04") == Self.missing)
    let weak = try dynamic {
      $0.versions = [.init(library: "libz.so.1", name: "ZLIB_9", isWeak: true)]
    }
    #expect(try codes(weak, "el9") == [])
    let odd = try found("libcrypto.so.3", ["OPENSSL_3.x", "libcrypto.so.3"], "el9")
    #expect(odd == Self.missing)
    // musl's loader does not look at them.
    let musl = try demands {
      $0.linkKind = .dynamic
      $0.cLibrary = .musl
      $0.interpreter = "/lib/ld-musl-x86_64.so.1"
      $0.versions = [.init(library: "libz.so.1", name: "ZLIB_9")]
    }
    #expect(try codes(musl, "alpine3.20") == [])
  }

  /// A dependency leaves the release's library in place; one that the package brings replaces it.
  @Test func aLibraryThePackageInstallsIsItsOwn() throws {
    let program = try program("libz.so.1", ["ZLIB_1.2.12"])
    let el9 = try release("el9")
    let named = judge(program, on: el9, isProvided: { $0 == "libz.so.1" })
    #expect(named.findings.map(\.code) == ["abi.library-version"])
    let brought = judge(
      program, on: el9, isProvided: { $0 == "libz.so.1" }, isInstalled: { $0 == "libz.so.1" })
    #expect(brought.findings == [])
  }
  /// The libraries of GCC as well: a package may bring its own libstdc++.
  @Test func aRuntimeLibraryThePackageInstallsIsItsOwn() throws {
    let program = try dynamic {
      $0.needed += ["libstdc++.so.6", "libgcc_s.so.1"]
      $0.versions += [
        .init(library: "libstdc++.so.6", name: "GLIBCXX_3.4.30", symbols: ["f"]),
        .init(library: "libgcc_s.so.1", name: "GCC_12.0.0", symbols: ["g"]),
      ]
    }
    let el8 = try release("el8")
    #expect(
      judge(program, on: el8, isProvided: { _ in true }).findings.map(\.message)
        == [
          "GLIBCXX_3.4.30 needed by f; GCC_12.0.0 needed by g; el8 has the libraries of GCC 8.5"
        ])
    let brought = judge(
      program, on: el8, isProvided: { _ in true }, isInstalled: { $0 == "libstdc++.so.6" })
    #expect(
      brought.findings.map(\.message) == [
        "GCC_12.0.0 needed by g; el8 has the libraries of GCC 8.5"
      ])
    #expect(
      judge(program, on: el8, isInstalled: { _ in true }).findings.map(\.code) == [
        "abi.missing-library"
      ])
  }
}
