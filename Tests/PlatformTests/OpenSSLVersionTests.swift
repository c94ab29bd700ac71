import Testing

@testable import Platform

struct OpenSSLVersionTests {
  private func version(_ text: String) throws -> OpenSSLVersion {
    try #require(OpenSSLVersion(text))
  }

  /// The releases in the order they were made, branch by branch.
  @Test func lettersComeAfterTheNumber() throws {
    let order = [
      "0.9.8", "0.9.8a", "0.9.8z", "0.9.8za", "0.9.8zh", "1.0.0", "1.0.1e", "1.0.2", "1.0.2k",
      "1.1.0", "1.1.0g", "1.1.1", "1.1.1c", "1.1.1w", "3.0.0", "3.0.9", "3.0.13", "3.2.2",
    ]
    let versions = try order.map(version)
    #expect(versions.sorted() == versions)
    #expect(Set(versions).count == order.count)
    #expect(versions.map(\.description) == order)
  }

  @Test(
    "what is no version",
    arguments: ["", "k", "1.0.2K", "1.0.2kkk", "1.0.2k1", "1.0.2-fips", "1..2", "1.0.2é", "3.x"])
  func noVersions(text: String) {
    #expect(OpenSSLVersion(text) == nil)
  }

  @Test(
    "what a symbol version came with",
    arguments: [
      ("OPENSSL_1_1_0", "1.1.0"), ("OPENSSL_1_1_0d", "1.1.0d"), ("OPENSSL_1_1_1", "1.1.1"),
      ("OPENSSL_3.0.0", "3.0.0"), ("OPENSSL_3.0.9", "3.0.9"), ("OPENSSL_1.0.1", "1.0.1"),
      ("OPENSSL_1.0.1_EC", "1.0.1"), ("OPENSSL_1.0.2g", "1.0.2g"),
    ])
  func symbolVersions(name: String, expected: String) throws {
    #expect(OpenSSLVersion(symbolVersion: name) == (try version(expected)))
  }

  @Test(
    "names that are not OpenSSL's",
    arguments: ["OPENSSL_", "OPENSSL__", "OPENSSL_EC", "libcrypto.so.10", "ZLIB_1.2.9", "GCC_3.0"])
  func otherNames(name: String) {
    #expect(OpenSSLVersion(symbolVersion: name) == nil)
  }

  @Test func aReleaseHasWhatIsNotNewer() throws {
    let jammy = try version("3.0.2")
    #expect(jammy.has("OPENSSL_3.0.0", in: "libcrypto.so.3") == true)
    #expect(jammy.has("OPENSSL_3.0.3", in: "libcrypto.so.3") == false)
    #expect(jammy.has("OPENSSL_3.0.9", in: "libssl.so.3") == false)
    #expect(try version("3.0.13").has("OPENSSL_3.0.9", in: "libssl.so.3") == true)
    let bionic = try version("1.1.0g")
    #expect(bionic.has("OPENSSL_1_1_0d", in: "libcrypto.so.1.1") == true)
    #expect(bionic.has("OPENSSL_1_1_0i", in: "libcrypto.so.1.1") == false)
    #expect(bionic.has("OPENSSL_1_1_1", in: "libssl.so.1.1") == false)
    let el7 = try version("1.0.1e")
    #expect(el7.has("OPENSSL_1.0.1_EC", in: "libcrypto.so.10") == true)
    #expect(el7.has("OPENSSL_1.0.2", in: "libcrypto.so.10") == false)
  }

  /// Another library's versions are not its to have.
  @Test func onlyItsOwnLibrariesAreJudged() throws {
    let three = try version("3.0.2")
    for library in [
      "libcrypto.so.1.1", "libssl.so.10", "libcrypto.so.4", "libcrypto.so", "libfoo.so.3",
    ] {
      #expect(three.has("OPENSSL_3.0.0", in: library) == nil, "\(library)")
    }
    #expect(three.has("FOO_9", in: "libcrypto.so.3") == nil)
    #expect(try version("1.1.1f").has("OPENSSL_1_1_0", in: "libcrypto.so.3") == nil)
    #expect(try version("1.0.2k").has("OPENSSL_1_1_0", in: "libcrypto.so.1.1") == nil)
    #expect(try version("0.9.8zh").has("OPENSSL_0.9.8", in: "libcrypto.so.0.9.8") == nil)
  }

  @Test func zlibsNamesSayTheirRelease() {
    let release = DottedVersion(1, 2, 11)
    #expect(ZlibVersions.has("ZLIB_1.2.0.2", in: "libz.so.1", of: release) == true)
    #expect(ZlibVersions.has("ZLIB_1.2.9", in: "libz.so.1", of: release) == true)
    #expect(ZlibVersions.has("ZLIB_1.2.12", in: "libz.so.1", of: release) == false)
    // zlib-ng under its own name has versions of its own.
    #expect(ZlibVersions.has("ZLIB_NG_2.0.0", in: "libz-ng.so.2", of: release) == nil)
    #expect(ZlibVersions.has("ZLIB_1.2.12", in: "libfoo.so.1", of: release) == nil)
    #expect(ZlibVersions.has("GLIBC_2.34", in: "libz.so.1", of: release) == nil)
  }
}
