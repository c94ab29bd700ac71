import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Workspace

struct TemporaryFolderTests {
  @Test func itIsForNobodyElse() throws {
    let folder = try TemporaryFolder()
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    #expect(try folder.folder("inner") == folder.path + "/inner")
    #expect(throws: Diagnostic.self) { try folder.folder("inner") }
  }

  @Test func itGoesWithEverythingInIt() async throws {
    var folder: TemporaryFolder? = try TemporaryFolder()
    let path = try #require(folder?.path)
    let outside = try ScratchDirectory()
    try outside.write("kept", to: "file")
    // Locked folders, links that lead away, and names that are not UTF-8.
    try await succeed(
      "/bin/sh",
      [
        "-c",
        """
        mkdir -p a/b/c/d "$(printf '\\377')" && touch a/1 a/b/2 a/b/c/3 "$(printf '\\377/\\376')"
        ln -s "$0" a/link; ln -s "$0/file" away; mkfifo a/b/pipe
        i=0; while [ $i -lt 300 ]; do mkdir deeper; cd deeper; i=$((i+1)); done
        touch bottom; chmod 0 .
        """, outside.path,
      ], in: path)
    folder = nil
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try outside.names() == ["file"])
  }

  @Test func removingItTwiceIsFine() throws {
    let folder = try TemporaryFolder()
    _ = try folder.folder("inner")
    try folder.remove()
    try folder.remove()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }
}
