import TestSupport
import Testing

/// What dpkg reads in the packages.
@Suite struct DebianQueryTests {
  @Test("dpkg-deb -I shows the recipe's values", arguments: Hello.Target.all)
  func control(target: Hello.Target) async throws {
    let file = try await Hello.built().path(target.deb)
    let information = try await succeed("dpkg-deb", ["-I", file])
    for name in ["control", "md5sums", "conffiles", "postinst"] {
      #expect(information.contains(" \(name) "), "no \(name) in \(information)")
    }
    let expected = [
      "Package": "hello", "Version": "1.2.3-1", "Architecture": target.debianArchitecture,
      "Maintainer": "Release Team <release@example.com>", "Section": "utils",
      "Priority": "optional", "Homepage": "https://example.com/hello",
      "Recommends": "ca-certificates", "Replaces": "greeter (<< 1.0)",
      "Conflicts": "greeter-beta", "Provides": "greeter (= 1.2.3)", "Depends": "",
    ]
    for (field, value) in expected {
      let found = try await succeed("dpkg-deb", ["-f", file, field])
      #expect(lines(found).joined() == value, "\(field)")
    }
    let description = try await succeed("dpkg-deb", ["-f", file, "Description"])
    #expect(description.hasPrefix("Polite greeter for the command line\n Says hello to whoever"))
  }

  @Test("dpkg-deb -c lists what a package ought to hold", arguments: Hello.Target.all)
  func contents(target: Hello.Target) async throws {
    let file = try await Hello.built().path(target.deb)
    let entries = lines(try await succeed("dpkg-deb", ["-c", file]))
    #expect(entries.first?.hasSuffix(" ./") == true)
    #expect(entries.allSatisfy { $0.contains(" root/root ") })
    #expect(entries.allSatisfy { $0.contains(" 2026-01-02 03:04 ") })
    let paths = entries.compactMap { line in
      line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true).last
        .map { String($0.split(separator: " -> ")[0]) }
    }
    // The documents that describe the other files come after them.
    let described = paths.filter { !$0.hasSuffix(".cdx.json") && !$0.hasSuffix(".spdx.json") }
    #expect(described == described.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    for path in paths {
      var parent = path.hasSuffix("/") ? path.dropLast()[...] : path[...]
      guard let slash = parent.lastIndex(of: "/") else { continue }
      parent = parent[...slash]
      #expect(paths.contains(String(parent)), "\(path) comes without \(parent)")
    }
    #expect(entries.contains { $0.hasSuffix("./usr/bin/greet -> hello") })
    #expect(entries.contains { $0.hasPrefix("-rwxr-xr-x") && $0.hasSuffix("./usr/bin/hello") })
  }

  @Test func membersStandInDebiansOrder() async throws {
    let file = try await Hello.built().path(Hello.Target.all[0].deb)
    let members = lines(try await succeed("ar", ["t", file]))
    #expect(members.count == 4)
    #expect(members.first == "debian-binary")
    #expect(members.dropFirst().first?.hasPrefix("control.tar") == true)
    #expect(members.dropFirst(2).first == "data.tar.xz")
    #expect(members.last == "_gpgorigin")
  }

  @Test func installedSizeFollowsTheRule() async throws {
    let file = try await Hello.built().path(Hello.Target.all[0].deb)
    // dpkg-gencontrol: KiB rounded up for each file and link, one for everything else.
    var expected = 0
    for line in lines(try await succeed("dpkg-deb", ["-c", file])) {
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      let size = line.hasPrefix("-") ? Int(fields[2]) ?? 0 : 0
      expected += line.hasPrefix("-") ? (size + 1023) / 1024 : 1
    }
    let found = try await succeed("dpkg-deb", ["-f", file, "Installed-Size"])
    #expect(found == "\(expected)\n")
  }
}
