import Diagnostics
import Platform
import Testing

@testable import Recipe

struct TargetsFileTests {
  private static let good = """
    releases:
      appliance2:
        title: The appliance
        aliases: [appliance]
        libc: glibc 2.31
        symbol-versions: [GLIBC_2.35]
        zlib: "1.2.13"
        openssl: 1.0.2k
        libraries: [libappliance.so.1]
        kernel: "5.10"
        packages: dpkg 1.20
        zstd: no
        architectures: {amd64: v2, arm64: v8.1}
        interpreters: {arm64: [/opt/ld.so]}
        sources: {libc: its manual}
        unverified: [kernel]
      almalinux10-v2:
        like: el10
        architectures: {x86_64: v2}
      busy:
        like: appliance
        libc: musl 1.2.5

    """

  private func read(_ yaml: String) -> (table: ReleaseTable?, problems: [String]) {
    do throws(Diagnostics) {
      return (try ReleaseTable.builtIn.extended(yaml: Array(yaml.utf8), file: "t.yaml"), [])
    } catch {
      return (nil, error.all.texts)
    }
  }

  @Test func releasesAreRead() throws {
    let (read, problems) = read(Self.good)
    #expect(problems == [])
    let table = try #require(read)
    let one = try #require(table["appliance"])
    #expect(one.name == "appliance2" && one.title == "The appliance")
    #expect(one.cLibrary == .glibc && one.cLibraryVersion == DottedVersion(2, 31))
    #expect(one.symbolVersions == ["GLIBC_2.35"] && one.libraries == ["libappliance.so.1"])
    #expect(one.zlib == DottedVersion(1, 2, 13) && one.openssl == OpenSSLVersion("1.0.2k"))
    #expect(one.kernel == DottedVersion(5, 10) && one.packageManager == .dpkg)
    #expect(!one.readsZstd && one.unverified == [.kernel] && one.sources == [.libc: "its manual"])
    #expect(one.ports.map(\.architecture.name) == ["amd64", "arm64"])
    #expect(one.ports.map(\.level) == ["v2", "v8.1"])
    #expect(one.ports.map(\.interpreters) == [["/lib64/ld-linux-x86-64.so.2"], ["/opt/ld.so"]])
  }

  @Test func whatIsNotGivenIsAsInTheReleaseItIsLike() throws {
    let table = try #require(read(Self.good).table)
    let alma = try #require(table["almalinux10-v2"])
    let base = try #require(table["el10"])
    #expect(alma.cLibraryVersion == base.cLibraryVersion && alma.kernel == base.kernel)
    #expect(base.zlib != nil && alma.zlib == base.zlib)
    #expect(base.openssl != nil && alma.openssl == base.openssl)
    #expect(alma.readsZstd && alma.packageManager == .rpm && alma.title == "almalinux10-v2")
    #expect(alma.ports.map(\.architecture.name) == ["amd64"] && alma.ports[0].level == "v2")
    // A fact given anew is no longer of the old source, nor unsure.
    #expect(alma.sources[.architectures] == nil && alma.sources[.libc] == base.sources[.libc])
    #expect(alma.unverified == base.unverified.subtracting([.architectures]))
    // Another C library has its own loaders.
    let busy = try #require(table["busy"])
    #expect(busy.cLibrary == .musl && busy.aliases == [])
    #expect(
      busy.ports.map(\.interpreters) == [
        ["/lib/ld-musl-x86_64.so.1"], ["/lib/ld-musl-aarch64.so.1"],
      ])
    #expect(busy.libraries == ["libappliance.so.1"])
  }

  @Test func aReleaseStandsInPlaceOfTheProgramsOwn() throws {
    let (read, problems) = read("releases: {el8: {like: el8, kernel: '5.4'}}\n")
    #expect(problems == [])
    let table = try #require(read)
    #expect(table["el8"]?.kernel == DottedVersion(5, 4))
    #expect(table.releases.count == ReleaseTable.builtIn.releases.count)
    #expect(ReleaseTable.builtIn["el8"]?.kernel == DottedVersion(4, 18))
  }

  /// Each mistake, and the first thing said about it.
  @Test(
    "mistakes are told with their place",
    arguments: [
      ("", "t.yaml:1:1: error: the targets file is empty [recipe.empty]"),
      ("~\n", "t.yaml:1:1: error: the targets file is empty [recipe.empty]"),
      ("- a\n", "t.yaml:1:1: error: the targets file is a mapping, not a list [recipe.wrong-type]"),
      ("{}\n", "t.yaml:1:1: error: the targets file has no 'releases' [recipe.missing-key]"),
      (
        "releases: [\n",
        "t.yaml:2:1: error: did not find expected node content while parsing a flow node [recipe.yaml-syntax]"
      ),
      (
        "release: {}\n",
        "t.yaml:1:1: error: the targets file knows no key 'release' [recipe.unknown-key]"
      ),
      ("releases: {x: }\n", "t.yaml:1:12: error: the release 'x' is empty [recipe.empty-value]"),
      (
        "releases: {x: {like: el8, kernal: 1}}\n",
        "t.yaml:1:27: error: the release knows no key 'kernal' [recipe.unknown-key]"
      ),
      (
        "releases: {x: {like: el88}}\n",
        "t.yaml:1:22: error: unknown target 'el88' [recipe.unknown-target]"
      ),
      (
        "releases: {x: {like: y}, y: {like: el8}}\n",
        "t.yaml:1:22: error: unknown target 'y' [recipe.unknown-target]"
      ),
      (
        "releases: {X: {like: el8}}\n",
        "t.yaml:1:12: error: 'X' is no name of a release [targets.invalid-name]"
      ),
      (
        "releases: {'a,b': {like: el8}}\n",
        "t.yaml:1:12: error: 'a,b' is no name of a release [targets.invalid-name]"
      ),
      (
        "releases: {x: {like: el8, aliases: [el9]}}\n",
        "t.yaml:1:37: error: 'el9' already names 'el9' [targets.name-taken]"
      ),
      (
        "releases: {x: {like: el8, aliases: [rhel9]}}\n",
        "t.yaml:1:37: error: 'rhel9' already names 'el9' [targets.name-taken]"
      ),
      (
        "releases: {x: {like: el8, aliases: [y]}, y: {like: el8}}\n",
        "t.yaml:1:45: error: 'y' is another release's alias [targets.name-taken]"
      ),
      (
        "releases: {x: {like: el8, libc: glibc}}\n",
        "t.yaml:1:33: error: 'glibc' is no value of 'libc' [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, libc: uclibc 1.0}}\n",
        "t.yaml:1:33: error: 'uclibc 1.0' is no value of 'libc' [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, libc: glibc 2.x}}\n",
        "t.yaml:1:33: error: 'glibc 2.x' is no value of 'libc' [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, kernel: new}}\n",
        "t.yaml:1:35: error: 'new' is no value of 'kernel' [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, packages: pacman 6}}\n",
        "t.yaml:1:37: error: 'pacman 6' is no value of 'packages' [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, zstd: perhaps}}\n",
        "t.yaml:1:33: error: 'releases.x.zstd' is true or false, not 'perhaps' [recipe.wrong-type]"
      ),
      (
        "releases: {x: {like: el8, architectures: {}}}\n",
        "t.yaml:1:42: error: 'architectures' names no architecture [recipe.empty-value]"
      ),
      (
        "releases: {x: {like: el8, architectures: {amd46: v1}}}\n",
        "t.yaml:1:43: error: unknown architecture 'amd46' [recipe.unknown-architecture]"
      ),
      (
        "releases: {x: {like: el8, architectures: {all: v1}}}\n",
        "t.yaml:1:43: error: unknown architecture 'all' [recipe.unknown-architecture]"
      ),
      (
        "releases: {x: {like: el8, architectures: {amd64: v9}}}\n",
        "t.yaml:1:50: error: 'v9' is no processor level of amd64 [targets.unknown-level]"
      ),
      (
        "releases: {x: {like: el8, architectures: {amd64: }}}\n",
        "t.yaml:1:50: error: 'amd64' has no processor level [targets.unknown-level]"
      ),
      (
        "releases: {x: {like: el8, architectures: {amd64: v1, x86_64: v1}}}\n",
        "t.yaml:1:54: error: 'x86_64' names an architecture again [recipe.duplicate-architecture]"
      ),
      (
        "releases: {x: {like: el8, interpreters: {arm7: [/a]}}}\n",
        "t.yaml:1:42: error: the release has no architecture 'arm7' [targets.unknown-port]"
      ),
      (
        "releases: {x: {like: el8, interpreters: {amd64: [a]}}}\n",
        "t.yaml:1:50: error: 'a' is no path of a dynamic loader [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, symbol-versions: [2.35]}}\n",
        "t.yaml:1:45: error: '2.35' is no symbol version of glibc [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: alpine3.20, symbol-versions: [GLIBC_2.35]}}\n",
        "t.yaml:1:52: error: 'GLIBC_2.35' is no symbol version of musl [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, zlib: 1.2.13a}}\n",
        "t.yaml:1:33: error: '1.2.13a' is no value of 'zlib' [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, openssl: 3.x}}\n",
        "t.yaml:1:36: error: '3.x' is no value of 'openssl' [targets.invalid-value]"
      ),
      (
        "releases: {x: {like: el8, unverified: [moon]}}\n",
        "t.yaml:1:40: error: 'releases.x.unverified' cannot be 'moon' [recipe.unknown-value]"
      ),
      (
        "releases: {x: {like: el8, sources: {moon: me}}}\n",
        "t.yaml:1:37: error: 'sources' knows no key 'moon' [recipe.unknown-key]"
      ),
      (
        "releases: {x: {kernel: 4.18, packages: rpm 4, zstd: no, architectures: {amd64: v1}}}\n",
        "t.yaml:1:12: error: the release 'x' has no 'libc' [recipe.missing-key]"
      ),
      (
        "releases: {x: {libc: musl 1.2, packages: rpm 4, zstd: no, architectures: {amd64: v1}}}\n",
        "t.yaml:1:12: error: the release 'x' has no 'kernel' [recipe.missing-key]"
      ),
      (
        "releases: {x: {libc: musl 1.2, kernel: 4.18, packages: rpm 4, architectures: {amd64: v1}}}\n",
        "t.yaml:1:12: error: the release 'x' has no 'zstd' [recipe.missing-key]"
      ),
    ])
  func mistakes(yaml: String, expected: String) {
    let problems = read(yaml).problems
    #expect(problems.first?.split(separator: "\n").first.map(String.init) == expected)
  }

  @Test func severalMistakesComeOutAtOnce() {
    let problems = read(
      """
      releases:
        x:
          like: el8
          libc: glibc
          kernel: new
        y:
          like: debain12

      """
    ).problems
    #expect(problems.count == 3)
    #expect(problems[0].hasSuffix("t.yaml:4:11: hint: write it as 'glibc 2.28' or 'musl 1.2.5'"))
    #expect(problems[1].hasSuffix("t.yaml:5:13: hint: write it as '4.18'"))
    #expect(problems[2].hasSuffix("t.yaml:7:11: hint: did you mean 'debian12'?"))
  }

  @Test(
    "near misses are named",
    arguments: [
      ("EL8", "did you mean 'el8'?"), ("ubuntu-22.04", "did you mean 'ubuntu22.04'?"),
      ("debian:12", "did you mean 'debian12'?"), ("bookwrom", "did you mean 'bookworm'?"),
      (
        "windows11",
        "describe it in a file for --targets-file, see Documentation/Targets.md"
      ),
    ])
  func unknownTargets(name: String, hint: String) {
    #expect {
      try ReleaseTable.builtIn.release(named: name, exit: .usage)
    } throws: { error in
      let diagnostic = error as? Diagnostic
      return diagnostic?.code == "recipe.unknown-target" && diagnostic?.hint == hint
        && diagnostic?.exit == .usage
    }
  }
}
