import TestSupport
import Testing

/// dnf installs what is signed, and nothing else, from a repository with `gpgcheck=1`.
@Suite struct DNFTests {
  /// Row 54 are the last four.
  @Test(arguments: ["rsa", "ed25519", "v3", "v6", "unsigned", "stripped", "other key", "278 alone"])
  func gpgcheck(_ kind: String) async throws {
    let it = try await PackagePlace()
    let options = kind == "v3" ? ["--rpm-v3"] : kind == "v6" ? ["--rpm-v6"] : []
    let key = kind == "ed25519" ? it.keys.good : it.keys.goodRSA
    if kind == "278 alone" {
      var package = try it.rpm()
      try package.signInEntry(by: [key])
      try it.place.write(package.bytes, to: "small.rpm")
    } else if kind != "unsigned" {
      let signer = kind == "other key" ? it.keys.unknown : key
      try #require(try await it.sign(options, by: signer).status == 0)
    }
    if kind == "stripped" {
      let file = it.place["small.rpm"]
      try #require(
        try await pkg(["sign", "--detach-sigheader", it.place["sighdr"], "--strip", file]).status
          == 0)
    }
    try it.place.write(try it.place.read("small.rpm"), to: "repo/small.rpm")
    try await succeed("createrepo_c", ["-q", it.place["repo"]])
    try it.place.write(key.certificate, to: "key.asc")
    let none = it.place["none"]
    try it.place.write(
      """
      [main]
      gpgcheck=1
      cachedir=\(it.place["cache"])
      logdir=\(it.place["log"])
      persistdir=\(it.place["persist"])
      reposdir=\(none)
      varsdir=\(none)
      pluginpath=\(none)
      [small]
      name=small
      baseurl=file://\(it.place["repo"])
      gpgcheck=1
      gpgkey=file://\(it.place["key.asc"])

      """, to: "dnf.conf")
    try it.place.makeDirectory("root")
    let installed = try await runAsRoot(
      "dnf",
      [
        "-c", it.place["dnf.conf"], "-y", "--installroot=\(it.place["root"])", "--releasever=1",
        "--forcearch=x86_64", "install", "small",
      ])
    let words = "\(installed.output)\(installed.errors)"
    let isGood = !["unsigned", "stripped", "other key", "278 alone"].contains(kind)
    #expect((installed.status == 0) == isGood, "\(words)")
    if !isGood {
      #expect(words.contains(/GPG check FAILED|is not signed|not installed/), "\(words)")
    }
    let file = try? it.place.text("root/usr/share/small/file")
    #expect(file == (isGood ? "hello\n" : nil), "\(words)")
    // What only rpm 6 takes for signed is signed, and the warning says who will not see it.
    try await expect(
      kind == "278 alone"
        ? .yes("rpm.signature-too-new")
        : isGood
          ? .yes(nil) : .no(kind == "other key" ? "signature.unknown-key" : "verify.unsigned"),
      of: it.place["small.rpm"], keyring: it.place["key.asc"])
  }
}
