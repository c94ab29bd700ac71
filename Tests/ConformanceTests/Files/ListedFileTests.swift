import TestSupport
import Testing

/// Names that an index lists and that are not the files it means.
@Suite struct ListedFileTests {
  /// No file has it.
  private static let noDigest = String(repeating: "0", count: 64)
  private static let kinds = ["directory", "fifo", "link to a directory"]

  /// Puts something that is no regular file in the place of `name`.
  private func replace(_ name: String, in place: ScratchDirectory, with kind: String) async throws {
    try await succeed("rm", ["-f", place[name]])
    switch kind {
    case "directory": try place.makeDirectory(name)
    case "fifo": try await succeed("mkfifo", [place[name]])
    default:
      try place.makeDirectory("elsewhere")
      try await succeed("ln", ["-s", place["elsewhere"], place[name]])
    }
  }

  @Test("what is no regular file has no digest", arguments: kinds)
  func checksums(kind: String) async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try place.write("what is listed\n", to: "d")
    try place.write("another\n", to: "other")
    let sums = try await succeed("sha256sum", ["d", "other"], in: place.path)
    try place.write(sums, to: "SHA256SUMS")
    try await signing.sign("SHA256SUMS", kind: "cleartext")
    try await succeed("cp", [place["SHA256SUMS.asc"], place["message"]])
    try await signing.sign("SHA256SUMS", kind: "armored")
    try await signing.expect(0, "SHA256SUMS")
    try await replace("d", in: place, with: kind)
    // sha256sum would wait for somebody to write into a FIFO.
    if kind != "fifo" {
      #expect(try await run("sha256sum", ["-c", "SHA256SUMS"], in: place.path).status == 1)
    }
    for file in ["SHA256SUMS", "SHA256SUMS.asc"] {
      try await signing.expect(1, file, saying: "'d' is no regular file")
    }
    let refused = try await pkg(["sign", "--key", signing.key, signing["SHA256SUMS"]])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.unsound]"), "\(refused.errors)")
    // The message alone is a list, too.
    try await succeed("mv", [place["message"], place["SHA256SUMS.asc"]])
    try await succeed("rm", [place["SHA256SUMS"]])
    try await signing.expect(1, "SHA256SUMS.asc", saying: "verify.file-differs")
  }

  /// Whatever the form of signature; a file that is not there yet may be listed.
  @Test(arguments: [
    ("armored", "not a digest  file\n"), ("cleartext", "\(noDigest)  ../elsewhere\n"),
    ("minisign", "\(noDigest)  file\n"), ("ssh", "\(noDigest)  SHA256SUMS\n"),
  ])
  func onlySoundListsAreSigned(kind: String, text: String) async throws {
    let signing = try await SigningPlace()
    try signing.place.write("what is listed\n", to: "file")
    try signing.place.write(text, to: "SHA256SUMS")
    let refused = try await pkg([
      "sign", "--kind", kind, "--key", signing.edKey, signing["SHA256SUMS"],
    ])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("[sign.unsound]"), "\(refused.errors)")
    #expect(try signing.place.names() == ["SHA256SUMS", "file"])
    try signing.place.write("\(Self.noDigest)  missing\n", to: "SHA256SUMS")
    try await signing.sign("SHA256SUMS", kind: kind, key: signing.edKey)
  }

  @Test func aFileListedTwiceHasToBeBoth() async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try place.write("what is listed\n", to: "file")
    let line = try await succeed("sha256sum", ["file"], in: place.path)
    try await succeed("mv", [place["file"], place["away"]])
    for (text, status) in [(line + line, 0), (line + "\(Self.noDigest)  file\n", 1)]
      as [(String, Int32)]
    {
      try place.write(text, to: "SHA256SUMS")
      try await signing.sign("SHA256SUMS", kind: "armored")
      try await succeed("cp", [place["away"], place["file"]])
      try await signing.expect(status, "file", saying: status == 0 ? nil : "verify.file-differs")
      try await succeed("rm", [place["file"]])
    }
  }

  @Test("nor is it an archive's index", arguments: kinds)
  func release(kind: String) async throws {
    let archive = try await AptArchive()
    try await archive.signing.sign("repo/Release", kind: "release")
    for file in ["InRelease", "Release", "Release.gpg"] {
      try await archive.expect(apt: nil, pkg: 0, file)
    }
    try await replace("repo/Packages", in: archive.signing.place, with: kind)
    if kind == "directory" { try await archive.expect(apt: false, pkg: 1) }
    for file in ["InRelease", "Release", "Release.gpg"] {
      try await archive.expect(apt: nil, pkg: 1, file, saying: "'Packages' is no regular file")
    }
    let refused = try await pkg([
      "sign", "--key", archive.signing.key, archive.signing["repo/Release"],
    ])
    expectFailure(refused, 77)
    #expect(refused.errors.contains("sign.unsound"))
  }

  @Test("nor a statement's subject", arguments: kinds)
  func subject(kind: String) async throws {
    let signing = try await SigningPlace()
    let place = signing.place
    try place.write("what is built\n", to: "app")
    let digest = try await succeed("sha256sum", [signing["app"]]).prefix(64)
    try place.write(
      #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"app","digest":{"sha256":""#
        + digest + #""}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{}}"#,
      to: "build.intoto.json")
    try await signing.sign("build.intoto.json", kind: "dsse")
    try await signing.expect(0, "build.intoto.jsonl")
    try await replace("app", in: place, with: kind)
    try await signing.expect(1, "build.intoto.jsonl", saying: "verify.file-differs")
  }
}
