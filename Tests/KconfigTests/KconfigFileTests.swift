import Bytes
import Foundation
import Kconfig
import TestSupport
import Testing

func kconfig(_ text: String) throws(MalformedInput) -> KconfigFile {
  try kconfig(Array(text.utf8))
}

func kconfig(_ bytes: [UInt8]) throws(MalformedInput) -> KconfigFile {
  var reader = ByteReader(bytes.span.bytes)
  return try KconfigFile(parsing: &reader)
}

@Suite struct KconfigFileTests {
  static let sample = """
    #
    # Automatically generated file; DO NOT EDIT.
    # Linux/x86 6.1.90 Kernel Configuration
    #
    CONFIG_CC_VERSION_TEXT="gcc (Debian 12.2.0-14) \\"12\\" \\\\ x"
    CONFIG_X86_64=y
    CONFIG_OVERLAY_FS=m
    # CONFIG_IKCONFIG is not set
    CONFIG_NR_CPUS=8192
    CONFIG_PANIC_TIMEOUT=-1
    CONFIG_PHYSICAL_START=0x1000000
    CONFIG_KASAN_SHADOW_OFFSET=0xdffffc0000000000
    CONFIG_LSM="lockdown,yama,bpf"
    CONFIG_LOCALVERSION=""
    CONFIG_64BIT=n

    # CONFIG_lower_case is not set
    """

  @Test func everyKindOfLine() throws {
    let file = try kconfig(Self.sample)
    #expect(file.architecture == "x86")
    #expect(file.release == "6.1.90")
    #expect(file["CC_VERSION_TEXT"] == .string(#"gcc (Debian 12.2.0-14) "12" \ x"#))
    #expect(file["CONFIG_X86_64"] == .yes)
    #expect(file["OVERLAY_FS"] == .module)
    #expect(file["IKCONFIG"] == .off)
    #expect(file["64BIT"] == .off)
    #expect(file["NR_CPUS"] == .integer(8192))
    #expect(file["PANIC_TIMEOUT"] == .integer(-1))
    #expect(file["PHYSICAL_START"] == .hexadecimal(0x100_0000))
    #expect(file["KASAN_SHADOW_OFFSET"] == .hexadecimal(0xdfff_fc00_0000_0000))
    #expect(file["LOCALVERSION"] == .string(""))
    #expect(file["lower_case"] == .off)
    #expect(file["NO_SUCH_OPTION"] == .absent)
    #expect(!file.mentions("NO_SUCH_OPTION"))
    #expect(file.line(of: "NR_CPUS") == 9)
    #expect(file.count == 12)
    #expect(file.reassignments.isEmpty)
    #expect(file.goArchitecture == "amd64")
    #expect(file.kernelVersion == KernelVersion(prefixOf: "6.1.90"))
  }

  @Test func carriageReturnsAndTheLastNewlineDoNotMatter() throws {
    let plain = try kconfig(Self.sample)
    #expect(try kconfig(Self.sample.replacingOccurrences(of: "\n", with: "\r\n")) == plain)
    #expect(try kconfig(Self.sample + "\n") == plain)
  }

  @Test func theLastAssignmentCounts() throws {
    let file = try kconfig("CONFIG_A=y\nCONFIG_A=m\n# CONFIG_A is not set\n# CONFIG_A is not set\n")
    #expect(file["A"] == .off)
    #expect(file.line(of: "A") == 4)
    #expect(file.reassignments.map(\.line) == [2, 3, 4])
    #expect(file.reassignments.map(\.overridden) == [1, 2, 3])
    #expect(file.reassignments.map(\.changesValue) == [true, true, false])
  }

  @Test(arguments: [
    ("CONFIG_A=", 9), ("CONFIG_A=\"open", 9), ("CONFIG_A=\"a\" b", 9), ("CONFIG_A=\"a\\", 9),
    ("CONFIG_A=yes", 9), ("CONFIG_A=Y", 9), ("CONFIG_A=+1", 9), ("CONFIG_A=0x", 9),
    ("CONFIG_A=0x+1", 9), ("CONFIG_A=0x10000000000000000", 9), ("CONFIG_A=1e3", 9),
    ("CONFIG_A=9223372036854775808", 9), ("CONFIG_A =y", 0), ("CONFIG_=y", 0), ("CONFIG_A", 0),
    ("CONFIG_Ä=y", 0), ("A=y", 0), (" CONFIG_A=y", 0), ("<html>", 0), ("CONFIG_A=\"\0\"", 9),
  ])
  func otherTextIsRefused(line: String, offset: Int) {
    #expect(throws: MalformedInput(.invalidValue, at: 16 + offset)) {
      try kconfig("CONFIG_BEFORE=y\n\(line)\nCONFIG_AFTER=y\n")
    }
  }

  @Test func stringsAreText() {
    let bytes = Array("CONFIG_A=\"".utf8) + [0xff, 0xfe] + Array("\"".utf8)
    #expect(throws: MalformedInput(.invalidValue, at: 9)) { try kconfig(bytes) }
  }

  @Test func longLinesAreRefused() {
    let line = "CONFIG_A=\"" + String(repeating: "x", count: KconfigFile.longestLine)
    #expect(throws: MalformedInput(.unsupported, at: 2)) { try kconfig("#\n" + line + "\"\n") }
  }

  /// However a file is cut, it is read or refused.
  @Test func truncationAtEveryByte() {
    let bytes = Array(Self.sample.utf8)
    for length in bytes.indices {
      do {
        let file = try kconfig(Array(bytes[..<length]))
        #expect(file.count <= 12)
      } catch {
        #expect(error.offset <= length)
      }
    }
  }

  /// Whatever a byte is changed to, the file is read or refused.
  @Test func corruptionOfEveryByte() {
    let bytes = Array(Self.sample.utf8)
    for index in bytes.indices {
      for value in [0, 0x0a, 0x22, 0x5c, 0x80, 0xff] as [UInt8] {
        var changed = bytes
        changed[index] = value
        do { _ = try kconfig(changed) } catch { #expect(error.offset <= bytes.count) }
      }
    }
  }

  @Test(arguments: [
    ("X86_32=y", "386"), ("ARM64=y", "arm64"), ("ARM=y", "arm"), ("S390=y", "s390x"),
    ("PPC64=y\nCONFIG_CPU_LITTLE_ENDIAN=y", "ppc64le"), ("PPC64=y", "ppc64"),
    ("RISCV=y\nCONFIG_64BIT=y", "riscv64"), ("LOONGARCH=y\nCONFIG_64BIT=y", "loong64"),
    ("MIPS=y\nCONFIG_64BIT=y\nCONFIG_CPU_LITTLE_ENDIAN=y", "mips64le"), ("MIPS=y", "mips"),
    ("RISCV=y", nil), ("ARM64=y\nCONFIG_CPU_BIG_ENDIAN=y", nil), ("M68K=y", nil),
  ])
  func architectureComesFromTheOptions(options: String, expected: String?) throws {
    #expect(try kconfig("CONFIG_\(options)\n").goArchitecture == expected)
  }

  /// The running kernel's own configuration, where it offers one.
  @Test(.enabled(if: FileManager.default.isReadableFile(atPath: "/proc/config.gz")))
  func theRunningKernel() async throws {
    let text = try await run("zcat", ["/proc/config.gz"])
    let file = try kconfig(text.output)
    let lines = text.output.split(separator: "\n")
    let expected = lines.filter { line in
      line.hasPrefix("CONFIG_") || (line.hasPrefix("# CONFIG_") && line.hasSuffix(" is not set"))
    }
    #expect(file.count == expected.count)
    #expect(file.reassignments.isEmpty)
    let release = try await run("uname", ["-r"])
    #expect(file.kernelVersion == KernelVersion(prefixOf: release.output))
    let machine = try await run("uname", ["-m"])
    if machine.output == "x86_64\n" { #expect(file.goArchitecture == "amd64") }
    for line in lines where line.hasPrefix("CONFIG_") && line.hasSuffix("=m") {
      #expect(file[String(line.dropLast(2))] == .module)
    }
  }
}
