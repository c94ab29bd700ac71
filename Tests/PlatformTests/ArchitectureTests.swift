import Foundation
import Testing
import TestSupport

@testable import Platform

/// The table of architectures against the tools it quotes.
struct ArchitectureTests {
  private static var machines: [Architecture] { Architecture.all.filter { $0.machine != nil } }

  @Test func goKnowsEveryArchitectureAndNoMoreForLinux() async throws {
    let result = try await run("go", ["tool", "dist", "list"])
    #expect(result.status == 0)
    let go = Set(
      result.output.split(separator: "\n").filter { $0.hasPrefix("linux/") }
        .map { String($0.dropFirst("linux/".count)) })
    #expect(Set(Self.machines.map(\.goArch)) == go)
  }

  @Test func dpkgKnowsEveryArchitecture() async throws {
    let result = try await run("dpkg-architecture", ["-L"])
    #expect(result.status == 0)
    let debian = Set(result.output.split(separator: "\n").map(String.init))
    for architecture in Self.machines {
      #expect(debian.contains(architecture.debian), "\(architecture.name)")
    }
  }

  @Test(arguments: machines.map(\.name))
  func dpkgAgreesOnWordSizeAndByteOrder(_ name: String) async throws {
    let architecture = try #require(Architecture.named(name))
    let machine = try #require(architecture.machine)
    for (field, expected) in [
      ("DEB_HOST_ARCH_BITS", "\(machine.bits)"),
      ("DEB_HOST_ARCH_ENDIAN", machine.isBigEndian ? "big" : "little"),
    ] {
      let result = try await run("dpkg-architecture", ["-a", architecture.debian, "-q\(field)"])
      #expect(result.output == expected + "\n", "\(name) \(field)")
    }
  }

  @Test(arguments: machines.map(\.name))
  func dpkgAgreesOnTheTriplet(_ name: String) async throws {
    let architecture = try #require(Architecture.named(name))
    let result = try await run(
      "dpkg-architecture", ["-a", architecture.debian, "-qDEB_HOST_GNU_TYPE"])
    #expect(architecture.triplets.first.map { $0 + "\n" } == result.output)
  }

  @Test func rpmKnowsEveryArchitecture() throws {
    let table = try String(contentsOfFile: "/usr/lib/rpm/rpmrc", encoding: .utf8)
    let known = Set(
      table.split(separator: "\n").filter { $0.hasPrefix("arch_canon:") }.compactMap {
        $0.split(whereSeparator: { " \t:".contains($0) }).dropFirst().first.map(String.init)
      })
    for architecture in Self.machines {
      #expect(known.contains(architecture.rpm), "\(architecture.rpm)")
    }
  }

  @Test func machineNumbersAreElfH() throws {
    let header = try String(contentsOfFile: "/usr/include/elf.h", encoding: .utf8)
    var numbers: [String: UInt16] = [:]
    for line in header.split(separator: "\n") where line.hasPrefix("#define EM_") {
      let words = line.split(whereSeparator: { " \t".contains($0) })
      if words.count > 2 { numbers[String(words[1])] = UInt16(words[2]) }
    }
    let names = [
      "amd64": "EM_X86_64", "386": "EM_386", "arm64": "EM_AARCH64", "arm": "EM_ARM",
      "riscv64": "EM_RISCV", "ppc64": "EM_PPC64", "ppc64le": "EM_PPC64", "s390x": "EM_S390",
      "loong64": "EM_LOONGARCH", "mips": "EM_MIPS", "mipsle": "EM_MIPS", "mips64": "EM_MIPS",
      "mips64le": "EM_MIPS",
    ]
    for architecture in Self.machines {
      let name = try #require(names[architecture.goArch])
      // glibc 2.36 does not have LoongArch in its header yet.
      if let number = numbers[name] { #expect(architecture.machine?.machine == number) }
    }
    #expect(numbers["EM_X86_64"] == 62)
  }

  @Test func namesAreUnambiguous() {
    var owners: [String: String] = [:]
    for architecture in Architecture.all {
      for name in [architecture.name] + architecture.aliases {
        #expect(owners.updateValue(architecture.name, forKey: name) == nil, "\(name)")
      }
      #expect(Architecture.named(architecture.name) == architecture)
      #expect(Architecture.named(architecture.rpm) == architecture)
    }
    #expect(Architecture.named("armhf")?.name == "arm7")
    #expect(Architecture.named("arm") == nil)
    #expect(Architecture.named("amd46") == nil)
  }

  /// Debian's cross compilers ask for the loaders that the libraries they come with have.
  @Test func theCrossLibrariesHaveTheLoaders() throws {
    // Debian 12 has none for loong64; amd64's is the machine's own.
    for architecture in Self.machines where !["amd64", "loong64"].contains(architecture.name) {
      let triplet = try #require(architecture.triplets.first)
      let loader = try #require(architecture.glibcInterpreters.first)
      #expect(
        FileManager.default.fileExists(atPath: "/usr/\(triplet)\(loader)"),
        "\(architecture.name): \(loader)")
    }
    #expect(FileManager.default.fileExists(atPath: "/lib64/ld-linux-x86-64.so.2"))
  }

  @Test func levelsCoverThoseBelowThem() throws {
    let amd64 = try #require(Architecture.named("amd64"))
    #expect(amd64.level("v3", covers: "v3") == true)
    #expect(amd64.level("v3", covers: "v1") == true)
    #expect(amd64.level("v1", covers: "v2") == false)
    #expect(amd64.level("v1", covers: "v9") == nil)
    // Go's own rule: v9.0 is v8.5 with more, and no v8 is v9.
    let arm64 = try #require(Architecture.named("arm64"))
    #expect(arm64.level("v8.0", covers: "v8.1") == false)
    #expect(arm64.level("v9.0", covers: "v8.5") == true)
    #expect(arm64.level("v9.0", covers: "v8.6") == false)
    #expect(arm64.level("v9.2", covers: "v8.7") == true)
    #expect(arm64.level("v8.9", covers: "v9.0") == false)
  }

  @Test func onlyArmHasAVariant() {
    for architecture in Architecture.all {
      if architecture.goArch == "arm" {
        #expect(architecture.goVariant?.variable == "GOARM")
        #expect(architecture.name == "arm" + (architecture.goVariant?.value ?? ""))
      } else {
        #expect(architecture.goVariant == nil)
      }
    }
  }
}
