import Platform
import Testing

/// Which symbol versions the libraries of a GCC have.
struct GCCVersionsTests {
  @Test(arguments: [
    ("GLIBCXX_3.4", "4.8.5", true), ("GLIBCXX_3.4.19", "4.8.5", true),
    ("GLIBCXX_3.4.19", "4.8.2", false), ("GLIBCXX_3.4.20", "4.8.5", false),
    ("GLIBCXX_3.4.25", "8.5", true), ("GLIBCXX_3.4.26", "8.5", false),
    ("GLIBCXX_3.4.30", "12.2", true), ("GLIBCXX_3.4.30", "11.5", false),
    ("GLIBCXX_3.4.99", "15.2", false), ("CXXABI_1.3.13", "10.2", false),
    ("CXXABI_1.3.13", "11.1", true), ("CXXABI_TM_1", "8", true), ("GCC_3.0", "4.8.5", true),
    ("GCC_4.8.0", "4.8.5", true), ("GCC_7.0.0", "4.8.5", false), ("GCC_12.0.0", "12.2", true),
    ("GLIBCXX_3.4.32", "13.2", true), ("GLIBCXX_3.4.33", "13.3", false),
    ("CXXABI_1.3.14", "13.2", true), ("CXXABI_1.3.15", "13.3", false),
    ("GLIBCXX_3.4.33", "14.2", true), ("GLIBCXX_3.4.34", "14.2", false),
    ("CXXABI_1.3.15", "14.2", true), ("CXXABI_1.3.16", "15.2", false),
    ("GLIBCXX_3.4.34", "15.2", true),
  ])
  func has(_ name: String, _ release: String, _ expected: Bool) throws {
    #expect(try GCCVersions.has(name, in: #require(DottedVersion(release))) == expected)
  }

  @Test(arguments: ["GLIBC_2.34", "GLIBCXX_LDBL_3.4", "ZLIB_1.2.9", "GCC_", "GLIBCXX_", ""])
  func knowsNothingOf(_ name: String) {
    #expect(GCCVersions.has(name, in: DottedVersion(12)) == nil)
  }

  @Test func markersHaveOneRelease() {
    #expect(GLibCVersions.firstRelease(with: "GLIBC_ABI_DT_RELR") == DottedVersion(2, 36))
    #expect(GLibCVersions.firstRelease(with: "GLIBC_ABI_GNU2_TLS") == DottedVersion(2, 43))
    #expect(GLibCVersions.firstRelease(with: "GLIBC_ABI_NONE") == nil)
    #expect(GLibCVersions.firstRelease(with: "FOO_2.34") == nil)
  }
}
