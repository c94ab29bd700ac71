import Foundation
import TestSupport
import Testing

/// Packages whose outside is sound and whose inside is not: what reads them says what is wrong.
@Suite struct DamagedPackageTests {
  /// A package that `dpkg-deb` makes, with its control file as given and unpacked.
  private func package(
    _ control: String, _ edit: String, in room: ScratchDirectory
  ) async throws -> String {
    try room.write(control, to: "tree/DEBIAN/control")
    try room.write("text\n", to: "tree/usr/share/hello")
    try await succeed(
      "dpkg-deb", ["--nocheck", "--root-owner-group", "-Znone", "-b", "tree", "hello.deb"],
      in: room.path)
    if !edit.isEmpty {
      try await succeed(
        "sh",
        [
          "-ec",
          """
          ar x hello.deb
          \(edit)
          rm hello.deb
          ar rc hello.deb debian-binary control.tar data.tar.*
          """,
        ], in: room.path)
    }
    return room["hello.deb"]
  }

  private static let control = """
    Package: hello
    Version: 1
    Architecture: amd64
    Maintainer: Release Team <release@example.com>
    Description: polite greeter

    """

  /// A stream that breaks off in the middle, and one by a program that nobody uses any more.
  @Test(arguments: [
    ("xz data.tar; truncate -s -30 data.tar.xz", "cannot be unpacked: "),
    (
      "python3 -c \"import bz2; open('data.tar.bz2', 'wb').write("
        + "bz2.compress(open('data.tar', 'rb').read()))\"; rm data.tar",
      "it is compressed with bzip2; gzip, xz and zstd are read"
    ),
  ])
  func payloads(edit: String, words: String) async throws {
    let room = try ScratchDirectory()
    let path = try await package(Self.control, edit, in: room)
    for arguments in [["inspect", path], ["bincompat", "--old", path, "--new", path]] {
      let result = try await pkg(arguments)
      expectFailure(result, 65)
      #expect(result.errors.contains("[verify.damaged-payload]"), "\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
  }

  @Test func controlFiles() async throws {
    let room = try ScratchDirectory()
    let path = try await package(Self.control + " and: more\nno field\n", "", in: room)
    let result = try await pkg(["inspect", path])
    expectFailure(result, 65)
    #expect(result.errors.contains("[verify.malformed-control]"), "\(result.errors)")
  }
}
