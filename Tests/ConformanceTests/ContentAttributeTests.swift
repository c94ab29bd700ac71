import Foundation
import TestSupport
import Testing

/// Modes, ghosts and languages, as rpm and dpkg read and install them.
@Suite struct ContentAttributeTests {
  private static let contents = """
    umask: 0o077
    contents:
      - {src: hello.yaml, dst: /etc/hello.yaml, type: config}
      - {src: hello.yaml, dst: /usr/share/hello/open, file_info: {mode: 0644, lang: de}}
      - {src: ../hello/open, dst: /usr/share/hello/link, type: symlink, file_info: {owner: daemon}}
      - {dst: /var/lib/hello, type: dir}
      - {dst: /var/log/hello.log, type: ghost, file_info: {mode: 0600}}

    """

  private func built() async throws -> SmallBuild {
    let small = try await SmallBuild()
    try small.edit(
      "contents:\n  - {src: hello.yaml, dst: /etc/hello.yaml, type: config}\n", Self.contents)
    try FileManager.default.removeItem(atPath: small.place["out/\(SmallBuild.older)"])
    let result = try await small.build()
    try #require(result.status == 0, "\(result.errors)")
    #expect(!result.errors.contains("warning"), "\(result.errors)")
    return small
  }

  @Test func rpm() async throws {
    let small = try await built()
    let package = small.place["out/hello-1.2.3-1.x86_64.rpm"]
    let files = try await succeed(
      "rpm",
      [
        "-qp", "--nosignature", "--queryformat",
        "[%{FILEMODES:perms} %{FILEUSERNAME} %{FILENAMES} <%{FILEFLAGS:fflags}> <%{FILELANGS}>\\n]",
        package,
      ])
    #expect(
      lines(files).filter { !$0.contains("/sbom") } == [
        "-rw------- root /etc/hello.yaml <c> <>", "-rwx------ root /usr/bin/hello <> <>",
        "lrwxrwxrwx daemon /usr/share/hello/link <> <>",
        "-rw-r--r-- root /usr/share/hello/open <> <de>", "drwxr-xr-x root /var/lib/hello <> <>",
        "-rw------- root /var/log/hello.log <g> <>",
      ])
    let installed = try await Installation.ofRPM(package)
    #expect(try installed.root.names(in: "usr/share/hello") == ["link", "open"])
    // rpm owns a ghost's name and makes nothing.
    let owner = try await succeedAsRoot(
      "rpm", Installation.database(installed.root) + ["-qf", "/var/log/hello.log"])
    #expect(owner.hasPrefix("hello-1.2.3-1"))
    #expect(!FileManager.default.fileExists(atPath: installed.root["var/log/hello.log"]))
  }

  @Test func deb() async throws {
    let small = try await built()
    let listing = try await succeed(
      "dpkg-deb", ["-c", small.place["out/hello_1.2.3-1_amd64.deb"]])
    let files = lines(listing).map { line in
      let words = line.split(separator: " ").map(String.init)
      return "\(words[0]) \(words[1]) \(words[5...].joined(separator: " "))"
    }
    #expect(
      files.filter { !$0.contains("/sbom") && !$0.hasSuffix("/") } == [
        "-rw------- root/root ./etc/hello.yaml", "-rwx------ root/root ./usr/bin/hello",
        "lrwxrwxrwx daemon/root ./usr/share/hello/link -> ../hello/open",
        "-rw-r--r-- root/root ./usr/share/hello/open",
      ])
    #expect(files.contains("drwxr-xr-x root/root ./var/lib/hello/"))
  }
}
