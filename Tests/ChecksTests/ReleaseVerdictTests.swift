import Diagnostics
import ELF
import Platform
import Recipe
import Testing

@testable import Checks

/// Each reason for a verdict, provoked on values.
struct ReleaseVerdictTests {
  @Test func aStaticProgramRunsEverywhereItIsFor() throws {
    let program = try demands()
    for release in ReleaseTable.builtIn.releases {
      let verdict = judge(program, on: release)
      #expect(verdict.runs && verdict.findings == [] && verdict.unverified == [], "\(release.name)")
    }
  }

  @Test func anotherArchitectureIsRefused() throws {
    let verdict = judge(try demands("riscv64"), on: try release("el8"))
    #expect(!verdict.runs)
    #expect(verdict.findings.map(\.code) == ["abi.architecture"])
    #expect(verdict.findings[0].message == "el8 is not made for riscv64")
    #expect(verdict.findings[0].hint == "it is made for amd64, 386, arm64, ppc64le, s390x")
    #expect(verdict.findings[0].exit == .findings)
    let strange = BinaryDemands(
      machine: .init(machine: 250, bits: 64, isBigEndian: false), goArch: nil, linkKind: .static)
    #expect(
      judge(strange, on: try release("el8")).findings[0].message
        == "el8 is not made for machine 250")
  }

  @Test func aMissingVersionIsToldWithWhatNeedsIt() throws {
    let program = try dynamic {
      $0.versions = [
        .init(library: "libc.so.6", name: "GLIBC_2.2.5", symbols: ["puts"]),
        .init(library: "libc.so.6", name: "GLIBC_2.32", symbols: ["pthread_sigmask"]),
        .init(
          library: "libc.so.6", name: "GLIBC_2.34",
          symbols: ["__libc_start_main", "a", "b", "c", "d"]),
      ]
    }
    let verdict = judge(program, on: try release("el8"))
    #expect(verdict.findings.map(\.code) == ["abi.glibc-version"])
    #expect(
      verdict.findings[0].message
        == "GLIBC_2.34 needed by __libc_start_main, a, b and 2 more; "
        + "GLIBC_2.32 needed by pthread_sigmask; el8 has glibc 2.28")
    #expect(
      verdict.findings[0].hint
        == "link it on el8 or an older release, or build it with CGO_ENABLED=0")
    #expect(try codes(program, "el9") == [])
    #expect(try codes(program, "debian12") == [])
    // Fedora 43 has backported markers, Fedora 42 has not.
    let marked = try dynamic {
      $0.versions = [.init(library: "libc.so.6", name: "GLIBC_ABI_GNU2_TLS")]
    }
    #expect(try codes(marked, "fedora43") == [])
    #expect(try codes(marked, "fedora42") == ["abi.glibc-version"])
    #expect(
      judge(marked, on: try release("fedora42")).findings[0].message
        == "GLIBC_ABI_GNU2_TLS needed of libc.so.6; fedora42 has glibc 2.41")
  }

  @Test func versionsOfTheCompilersLibrariesAreJudged() throws {
    func program(_ names: [String]) throws -> BinaryDemands {
      try dynamic {
        $0.needed += ["libstdc++.so.6", "libgcc_s.so.1"]
        $0.versions = names.map {
          .init(library: "libstdc++.so.6", name: $0, symbols: ["f"])
        }
      }
    }
    func found(_ names: [String], _ release: String) throws -> [String] {
      try codes(program(names), release).filter { $0 != "abi.missing-library" }
    }
    let modern = ["GLIBCXX_3.4.30", "CXXABI_1.3.9", "GCC_3.0"]
    #expect(try found(modern, "debian12") == [])
    #expect(try found(modern, "ubuntu22.04") == [])
    #expect(try found(modern, "debian11") == ["abi.gcc-version"])
    #expect(try found(["GLIBCXX_3.4.19", "CXXABI_1.3.7", "GCC_4.8.0"], "el7") == [])
    #expect(try found(["GCC_7.0.0"], "el7") == ["abi.gcc-version"])
    let verdict = judge(try program(modern), on: try release("el9"))
    let finding = try #require(verdict.findings.first { $0.code == "abi.gcc-version" })
    #expect(finding.message == "GLIBCXX_3.4.30 needed by f; el9 has the libraries of GCC 11.5")
    // Where which GCC it is was only remembered, the verdict says so.
    #expect(!verdict.unverified.contains(.gcc))
    var remembered = try release("el9")
    remembered.unverified.insert(.gcc)
    #expect(judge(try program(modern), on: remembered).unverified.contains(.gcc))
    #expect(!judge(try demands(), on: remembered).unverified.contains(.gcc))
    // Of a release without the fact nothing is said.
    #expect(try found(["GLIBCXX_3.4.99"], "fedora42") == [])
  }

  @Test func aNumberWithoutAVersionIsRefused() throws {
    // x86-64 has no GLIBC_2.37, however new the release.
    let program = try dynamic {
      $0.versions = [.init(library: "libc.so.6", name: "GLIBC_2.37", symbols: ["x"])]
    }
    #expect(try codes(program, "fedora44") == ["abi.glibc-version"])
  }

  @Test func weakVersionsDoNotCount() throws {
    let program = try dynamic {
      $0.versions = [
        .init(library: "libc.so.6", name: "GLIBC_2.34", isWeak: true),
        .init(library: "libc.so.6", name: "GLIBC_PRIVATE", isWeak: true),
        // Another library's versions are not the C library's.
        .init(library: "libfoo.so.1", name: "FOO_9", symbols: ["foo"]),
      ]
    }
    #expect(try codes(program, "el7") == [])
  }

  @Test func privateVersionsAreRefusedEverywhere() throws {
    let program = try dynamic {
      $0.versions = [.init(library: "libc.so.6", name: "GLIBC_PRIVATE", symbols: ["_dl_x"])]
    }
    for name in ["el7", "debian12", "fedora44"] {
      let verdict = judge(program, on: try release(name))
      #expect(verdict.findings.map(\.code) == ["abi.private-version"])
      #expect(verdict.findings[0].message.hasPrefix("GLIBC_PRIVATE needed by _dl_x: "))
    }
  }

  @Test func relativeRelocationsNeedANewLoader() throws {
    let program = try dynamic { $0.hasRelativeRelocations = true }
    #expect(try codes(program, "el9") == ["abi.relative-relocations"])
    #expect(
      judge(program, on: try release("el9")).findings[0].message
        == "DT_RELR needs glibc 2.36 or musl 1.2.4, el9 has glibc 2.34")
    #expect(try codes(program, "debian12") == [])
    // The marker says it already.
    let marked = try dynamic {
      $0.hasRelativeRelocations = true
      $0.versions = [.init(library: "libc.so.6", name: "GLIBC_ABI_DT_RELR")]
    }
    #expect(try codes(marked, "el9") == ["abi.glibc-version"])
    // A program that relocates itself needs nobody.
    let complete = try demands {
      $0.linkKind = .staticPIE
      $0.hasRelativeRelocations = true
    }
    #expect(try codes(complete, "el7") == [])
    let musl = try demands {
      $0.linkKind = .dynamic
      $0.cLibrary = .musl
      $0.interpreter = "/lib/ld-musl-x86_64.so.1"
      $0.hasRelativeRelocations = true
    }
    #expect(try codes(musl, "openwrt22.03") == ["abi.relative-relocations"])
    #expect(judge(musl, on: try release("openwrt22.03")).unverified == [.libc])
    #expect(try codes(musl, "alpine3.20") == [])
  }

  @Test func anotherCLibraryIsRefusedOnce() throws {
    let program = try dynamic {
      $0.versions = [.init(library: "libc.so.6", name: "GLIBC_2.99")]
      $0.needed = ["libc.so.6", "libfoo.so.1"]
      $0.hasRelativeRelocations = true
    }
    let verdict = judge(program, on: try release("alpine3.20"))
    #expect(verdict.findings.map(\.code) == ["abi.c-library"])
    #expect(verdict.findings[0].message == "it is linked with glibc, alpine3.20 has musl")
    #expect(
      verdict.findings[0].hint == "build it with CGO_ENABLED=0, or link it on alpine3.20")
    let musl = try demands {
      $0.linkKind = .dynamic
      $0.cLibrary = .musl
      $0.interpreter = "/lib/ld-musl-x86_64.so.1"
      $0.needed = ["libc.so"]
    }
    #expect(try codes(musl, "debian12") == ["abi.c-library"])
    #expect(try codes(musl, "alpine3.20") == [])
  }

  @Test func aLoaderThatIsNotThereIsRefused() throws {
    // Go's -buildmode=pie: no library, yet a loader.
    let program = try demands {
      $0.linkKind = .interpreterOnly
      $0.interpreter = "/lib64/ld-linux-x86-64.so.2"
      $0.cLibrary = .glibc
    }
    #expect(try codes(program, "debian12") == [])
    let verdict = judge(program, on: try release("alpine3.20"))
    #expect(verdict.findings.map(\.code) == ["abi.loader"])
    #expect(
      verdict.findings[0].message
        == "it starts with the loader '/lib64/ld-linux-x86-64.so.2', "
        + "alpine3.20 has '/lib/ld-musl-x86_64.so.1'")
    #expect(
      verdict.findings[0].hint == "build it without -buildmode=pie: then it needs no loader")
    let odd = try dynamic { $0.interpreter = "/nix/store/ld-linux-x86-64.so.2" }
    #expect(try codes(odd, "debian12") == ["abi.loader"])
    // Control characters of a hostile file do not reach a terminal.
    let hostile = try dynamic { $0.interpreter = "/\u{1b}[31m" }
    #expect(judge(hostile, on: try release("debian12")).findings[0].message.contains("'/?[31m'"))
  }

  @Test func librariesAreTheReleasesOrThePackages() throws {
    let program = try dynamic {
      $0.needed = ["libc.so.6", "libm.so.6", "libgcc_s.so.1", "libsqlite3.so.0"]
    }
    let verdict = judge(program, on: try release("el8"))
    #expect(verdict.runs)
    #expect(verdict.findings.map(\.code) == ["abi.missing-library"])
    #expect(verdict.findings[0].severity == .warning)
    #expect(verdict.findings[0].message == "a bare el8 may lack 'libsqlite3.so.0'")
    #expect(
      verdict.findings[0].hint
        == "add 'libsqlite3.so.0()(64bit)' to 'overrides.rpm.depends'")
    #expect(
      judge(program, on: try release("debian12")).findings[0].hint
        == "add its package, most likely 'libsqlite3-0', to 'overrides.deb.depends'")
    #expect(
      judge(program, on: try release("el8")) { $0 == "libsqlite3.so.0" }.findings == [])
    let i386 = try demands("386") {
      $0.linkKind = .dynamic
      $0.needed = ["libz.so.1"]
    }
    #expect(
      judge(i386, on: try release("el8")).findings.first?.hint
        == "add 'libz.so.1()' to 'overrides.rpm.depends'")
    let alpine = try demands {
      $0.linkKind = .dynamic
      $0.cLibrary = .musl
      $0.needed = ["libc.musl-x86_64.so.1", "libz.so.1"]
    }
    #expect(try codes(alpine, "alpine3.20") == ["abi.missing-library"])
  }

  @Test(
    "the package Debian's rule names",
    arguments: [
      ("libsqlite3.so.0", "libsqlite3-0"), ("libz.so.1", "libz1"),
      ("libssl.so.1.1", "libssl1.1"), ("libstdc++.so.6", "libstdc++6"),
      ("libFoo_bar.so.2", "libfoo-bar2"), ("libplain.so", "libplain"),
    ])
  func debianPackages(library: String, package: String) {
    #expect(debianPackage(of: library) == package)
    #expect(debianPackage(of: "ld-linux") == nil)
  }

  @Test func anOlderKernelIsRefused() throws {
    let program = try demands {
      $0.kernelFloors = [
        .init(DottedVersion(3, 2), source: "the C library it is linked with"),
        .init(DottedVersion(5, 19), source: "go1.27"),
      ]
    }
    let verdict = judge(program, on: try release("el8"))
    #expect(verdict.findings.map(\.code) == ["abi.kernel"])
    #expect(verdict.findings[0].message == "Linux 5.19 needed by go1.27, el8 has 4.18")
    #expect(
      verdict.findings[0].hint
        == "build it with an older Go, see https://go.dev/wiki/MinimumRequirements")
    #expect(try codes(program, "debian12") == [])
    let linked = try demands {
      $0.kernelFloors = [.init(DottedVersion(4, 19), source: "the C library it is linked with")]
    }
    #expect(
      judge(linked, on: try release("el8")).findings[0].hint
        == "link it on el8 or an older release, or build it with CGO_ENABLED=0")
  }

  @Test func aVerdictSaysWhenItRestsOnAMemory() throws {
    let program = try demands {
      $0.kernelFloors = [.init(DottedVersion(6, 0), source: "go9")]
    }
    // Debian 13's kernel is remembered, Debian 12's is known.
    #expect(judge(program, on: try release("debian13")).unverified == [.kernel])
    #expect(judge(program, on: try release("debian12")).unverified == [])
    // What every release has decides nothing.
    let modest = try demands {
      $0.kernelFloors = [.init(DottedVersion(3, 2), source: "go1.27")]
    }
    #expect(judge(modest, on: try release("debian13")).unverified == [])
    let linked = try dynamic {
      $0.versions = [.init(library: "libc.so.6", name: "GLIBC_2.38")]
    }
    #expect(judge(linked, on: try release("sles15sp7")).unverified == [.libc])
    #expect(judge(try demands(), on: try release("sles15sp7")).unverified == [])
  }
}
