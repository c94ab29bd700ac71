import TestSupport
import Testing

/// dnf installs what is signed, and nothing else, from a repository with `gpgcheck=1`.
@Suite struct DNFTests {
  @Test(arguments: ["rsa", "ed25519", "v3", "v6", "unsigned", "other key"])
  func gpgcheck(_ kind: String) async throws {
    let it = try await PackagePlace()
    let options = kind == "v3" ? ["--rpm-v3"] : kind == "v6" ? ["--rpm-v6"] : []
    let key = kind == "ed25519" ? it.keys.good : it.keys.goodRSA
    if kind != "unsigned" {
      let signer = kind == "other key" ? it.keys.unknown : key
      try #require(try await it.sign(options, by: signer).status == 0)
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
    let isGood = kind != "unsigned" && kind != "other key"
    #expect((installed.status == 0) == isGood, "\(words)")
    if !isGood {
      #expect(words.contains(/GPG check FAILED|is not signed|not installed/), "\(words)")
    }
    let file = try? it.place.text("root/usr/share/small/file")
    #expect(file == (isGood ? "hello\n" : nil), "\(words)")
  }
}
