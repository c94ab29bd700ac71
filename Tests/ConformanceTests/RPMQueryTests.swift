import TestSupport
import Testing

/// What rpm reads in the packages.
@Suite struct RPMQueryTests {
  @Test("rpm -qi shows the recipe's values", arguments: Hello.Target.all)
  func information(target: Hello.Target) async throws {
    let file = try await Hello.built().path(target.rpm)
    let values = try await succeed(
      "rpm",
      [
        "-qp", "--nosignature", "--queryformat",
        """
        %{NAME}|%{EPOCH}|%{VERSION}|%{RELEASE}|%{ARCH}|%{OS}|%{LICENSE}|%{GROUP}|%{VENDOR}|\
        %{URL}|%{SUMMARY}|%{PAYLOADFORMAT}|%{PAYLOADCOMPRESSOR}|%{PAYLOADFLAGS}
        """, file,
      ])
    #expect(
      values == """
        hello|(none)|1.2.3|1|\(target.rpmArchitecture)|linux|Apache-2.0|Applications/Text|Example|\
        https://example.com/hello|Polite greeter for the command line|cpio|zstd|6
        """)
    let information = try await succeed("rpm", ["-qip", "--nosignature", file])
    for field in ["Name", "Version", "Release", "Architecture", "Signature", "Build Date"] {
      #expect(information.contains("\n\(field)") || information.hasPrefix(field), "no \(field)")
    }
  }

  @Test("relations are those rpmbuild would write", arguments: Hello.Target.all)
  func relations(target: Hello.Target) async throws {
    let file = try await Hello.built().path(target.rpm)
    let requires = Set(
      lines(try await succeed("rpm", ["-qp", "--nosignature", "--requires", file])))
    #expect(
      requires == [
        "/bin/sh", "config(hello) = 1.2.3-1", "rpmlib(CompressedFileNames) <= 3.0.4-1",
        "rpmlib(FileDigests) <= 4.6.0-1", "rpmlib(PayloadFilesHavePrefix) <= 4.0-1",
        "rpmlib(PayloadIsZstd) <= 5.4.18-1",
      ])
    let provides = Set(
      lines(try await succeed("rpm", ["-qp", "--nosignature", "--provides", file])))
    #expect(
      provides == [
        "config(hello) = 1.2.3-1", "greeter = 1.2.3", "hello = 1.2.3-1",
        "hello(\(target.isa)) = 1.2.3-1",
      ])
    let recommends = try await succeed("rpm", ["-qp", "--nosignature", "--recommends", file])
    #expect(lines(recommends) == ["ca-certificates"])
    let obsoletes = try await succeed("rpm", ["-qp", "--nosignature", "--obsoletes", file])
    #expect(lines(obsoletes) == ["greeter < 1.0"])
    let conflicts = try await succeed("rpm", ["-qp", "--nosignature", "--conflicts", file])
    #expect(lines(conflicts) == ["greeter-beta"])
  }

  @Test func filesCarryTheirKind() async throws {
    let file = try await Hello.built().path(Hello.Target.all[0].rpm)
    func query(_ flag: String) async throws -> [String] {
      lines(try await succeed("rpm", ["-qp", "--nosignature", flag, file]))
    }
    #expect(try await query("--configfiles") == ["/etc/hello/hello.yaml"])
    #expect(try await query("--licensefiles") == ["/usr/share/licenses/hello/LICENSE"])
    #expect(try await query("--docfiles").contains("/usr/share/doc/hello/README.md"))
    // Pages below man are documentation without being told.
    #expect(try await query("--docfiles").contains("/usr/share/man/man1/hello.1.gz"))
    #expect(try await query("--scripts").contains { $0.contains("postinstall") })
  }

  @Test("header and payload name the same files", arguments: Hello.Target.all)
  func payload(target: Hello.Target) async throws {
    let file = try await Hello.built().path(target.rpm)
    let header = lines(try await succeed("rpm", ["-qlp", "--nosignature", file]))
    let payload = try await succeed(
      "sh",
      [
        "-c", #"set -e; rpm2cpio "$0" >"$1"; cpio -t --quiet <"$1"; rm "$1""#, file,
        try ScratchDirectory().path + ".cpio",
      ])
    #expect(header.sorted() == lines(payload).map { String($0.dropFirst(1)) }.sorted())
    #expect(header == header.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }
}
