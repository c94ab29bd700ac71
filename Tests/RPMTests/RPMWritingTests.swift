import Bytes
import Cryptography
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import RPM

/// Our bytes, read by the real rpm.
@Suite struct RPMWritingTests {
  static let compressions = [
    RPMPayloadCompression.none, .init(compressor: "gzip", flags: "9"),
    .init(compressor: "xz", flags: "2"), .init(compressor: "zstd", flags: "6"),
  ]

  @Test(arguments: compressions)
  func isInstalledAndVerifiedByRPM(_ compression: RPMPayloadCompression) async throws {
    let scratch = try ScratchDirectory()
    var sample = try Sample.full()
    sample.metadata.compression = compression
    let bytes = try await sample.package(in: scratch)
    let path = try scratch.write(bytes, to: "sample.rpm")
    let database = ["--dbpath", scratch.path + "/db"]
    let checked = try await succeed("rpmkeys", database + ["-Kv", path])
    for line in ["Header SHA256 digest: OK", "Payload SHA256 digest: OK", "MD5 digest: OK"] {
      #expect(checked.contains(line), "\(checked)")
    }
    #expect(!checked.contains("BAD"))
    let root = scratch.path + "/root"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    let target = ["--root", root, "--dbpath", "/db", "--define", "_pkgverify_level digest"]
    try await succeed("rpm", target + ["-i", "--nodeps", "--noscripts", path])
    #expect(
      try String(contentsOfFile: root + "/etc/hello/hello.yaml", encoding: .utf8) == "a: 1\n")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: root + "/usr/bin/hi") == "hello")
    try await succeed("rpm", target + ["-V", "--nodeps", "--noscripts", "hello"])
    try await succeed("rpm", target + ["-e", "--nodeps", "--noscripts", "hello"])
  }

  @Test func isDescribedByRPMAsByUs() async throws {
    let scratch = try ScratchDirectory()
    let bytes = try await Sample.full().package(in: scratch)
    let path = try scratch.write(bytes, to: "sample.rpm")
    let package = try RPMPackage.read(from: ArraySource(bytes))
    #expect(package.checkLayout() == [])
    #expect(try package.verifyDigests(ArraySource(bytes)) == [])
    #expect(try await succeed("rpm", ["-qip", path]) == package.queryText)
    #expect(try await succeed("rpm", ["-qp", "--scripts", path]) == package.scriptText)
    for kind in RPMDependency.Kind.allCases {
      let printed = try await succeed("rpm", ["-qp", "--\(kind.rawValue)", path])
      // A line for each phase a dependency is needed in, and spaces behind names without version.
      let expected = printed.split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      #expect(package.dependencies(kind).map(\.text) == expected, "\(kind)")
    }
    let files = try package.files()
    #expect(files == (try Sample.full().files.inPackageOrder))
    let dump = try await succeed("rpm", ["-qp", "--dump", path])
    let ours = files.map { file in
      let digest = file.digest.isEmpty ? String(repeating: "0", count: 64) : file.digest
      let config = file.flags.contains(.config) ? 1 : 0
      let documentation = file.flags.contains(.documentation) ? 1 : 0
      return "\(file.path) \(file.size) \(file.modificationTime) \(digest) "
        + "0\(String(file.mode, radix: 8)) \(file.owner) \(file.group) \(config) \(documentation) "
        + "0 \(file.linkTarget.isEmpty ? "X" : file.linkTarget)\n"
    }
    #expect(dump == ours.joined())
    let listed = try await succeed("rpm", ["-qlvp", path])
    #expect(listed.contains("-rwxr-xr-x    1 root     root"))
    #expect(listed.contains("/usr/bin/hi -> hello"))
  }

  /// Entries of rpmbuild's header we leave out on purpose.
  static let leftOut: Set<RPMTag> = [
    .optFlags, .fileClass, .classDictionary, RPMTag(1143), RPMTag(1144), RPMTag(1145),
  ]
  /// Entries whose values are bound to differ: platform, both payload digests (cpio's trailer),
  /// inodes and devices of the build, and the flags of a ghost's missing device.
  static let different: Set<RPMTag> = [
    .platform, .payloadDigest, .payloadDigestAlternative, .fileInodes, .fileDevices,
    .immutableRegion,
  ]

  @Test func holdsWhatRPMBuildWrites() async throws {
    let scratch = try ScratchDirectory()
    let bytes = try await RPMBuild.build(RPMBuild.spec, in: scratch)
    let theirs = try RPMPackage.read(from: ArraySource(bytes))
    let ours = try RPMPackage.read(from: ArraySource(try await Sample.full().package(in: scratch)))
    #expect(theirs.lead == ours.lead)
    #expect(
      theirs.signatureHeader.entries.map(\.tag) == ours.signatureHeader.entries.map(\.tag))
    #expect(theirs.headerRange.lowerBound == ours.headerRange.lowerBound)
    let theirTags = theirs.header.entries.map(\.tag).filter { !Self.leftOut.contains($0) }
    #expect(theirTags == ours.header.entries.map(\.tag))
    for tag in theirTags {
      #expect(theirs.header.entry(tag)?.type == ours.header.entry(tag)?.type, "\(tag)")
      if !Self.different.contains(tag), theirs.header[tag] != ours.header[tag] {
        // The one file rpmbuild has not seen has the build's time.
        if tag == .fileMTimes {
          #expect(theirs.header.integers(tag).dropLast() == ours.header.integers(tag).dropLast())
          continue
        }
        #expect(theirs.header[tag] == ours.header[tag], "\(tag)")
      }
    }
  }

  @Test func describesAPackageWithoutFilesAsRPMBuildDoes() async throws {
    let scratch = try ScratchDirectory()
    let spec = """
      Name: meta
      Version: 1^git
      Release: 1
      Summary: s
      License: MIT
      BuildArch: noarch
      %description
      d
      %files
      """
    let bytes = try await RPMBuild.build(
      spec, in: scratch, defines: ["_binary_payload w.ufdio"], target: "noarch")
    let theirs = try RPMPackage.read(from: ArraySource(bytes))
    var sample = Sample()
    sample.metadata = RPMMetadata(
      name: "meta", version: "1^git", release: "1", summary: "s", description: "d", license: "MIT",
      architecture: "noarch", buildTime: 1_735_819_200, compression: .none)
    let package = try await sample.package(in: scratch)
    let ours = try RPMPackage.read(from: ArraySource(package))
    #expect(theirs.lead == ours.lead)
    let theirTags = theirs.header.entries.map(\.tag).filter { !Self.leftOut.contains($0) }
    #expect(theirTags == ours.header.entries.map(\.tag))
    for tag in theirTags where !Self.different.contains(tag) {
      #expect(theirs.header[tag] == ours.header[tag], "\(tag)")
    }
    let path = try scratch.write(package, to: "meta.rpm")
    #expect(try await succeed("rpm", ["-qip", path]) == ours.queryText)
  }

  @Test func measuresTheHeaderBeforeTheDigestsAreKnown() throws {
    let sample = try Sample.full()
    let undigested = sample.files.map { file in
      var file = file
      file.digest = ""
      return file
    }
    let size = try RPMHeader.mainSize(metadata: sample.metadata, files: undigested)
    let facts = RPMPayloadFacts(
      compressedSHA256: [UInt8](repeating: 0xff, count: 32),
      uncompressedSHA256: [UInt8](repeating: 0x01, count: 32))
    let header = try RPMHeader.main(
      metadata: sample.metadata, files: sample.files.shuffled(), payload: facts)
    #expect(header.serializedSize == size)
    #expect(header.serialized().count == size)
    let again = try RPMHeader.main(
      metadata: sample.metadata, files: sample.files.reversed(), payload: facts)
    #expect(again == header)
    #expect(try RPMTests.header(parsing: header.serialized()) == header)
  }

  @Test func keepsThePrologueOneSize() throws {
    let sample = try Sample.full()
    let header = try RPMHeader.main(
      metadata: sample.metadata, files: sample.files, payload: .unknown)
    func size(_ payload: Int, md5: [UInt8]?, _ signature: [UInt8]?) throws -> Int {
      try RPMPrologue(
        metadata: sample.metadata, header: header, payloadSize: payload,
        uncompressedPayloadSize: payload, md5: md5,
        signatures: RPMSignatureSet(header: signature)
      ).serialized().count
    }
    #expect(RPMPrologue.size == 4504)
    let md5 = [UInt8](repeating: 7, count: 16)
    for payload in [0, 1, 1 << 31, 1 << 32, 1 << 40] {
      #expect(try size(payload, md5: md5, nil) == 4504)
      #expect(try size(payload, md5: nil, nil) == 4504)
      for length in 10..<520 {
        let packet =
          [0xc2, 0xff, 0, 0, UInt8(length >> 8), UInt8(length & 255), 4, 0, 1]
          + [UInt8](repeating: 9, count: length - 3)
        #expect(try size(payload, md5: md5, packet) == 4504)
      }
    }
    let huge = [0xc2, 0xff, 0, 0, 0x20, 0, 4, 0, 22] + [UInt8](repeating: 9, count: 8189)
    let error = #expect(throws: Diagnostic.self) { try size(0, md5: md5, huge) }
    #expect(error?.code == "rpm.signature-too-large")
  }

  @Test func countsBeyondFourGibibytes() async throws {
    let scratch = try ScratchDirectory()
    var sample = Sample()
    try sample.add("/big", "") { $0.size = 5 << 30 }
    try sample.add("/small", "x")
    let header = try RPMHeader.main(
      metadata: sample.metadata, files: sample.files, payload: .unknown)
    let prologue = try RPMPrologue(
      metadata: sample.metadata, header: header, payloadSize: 6 << 30,
      uncompressedPayloadSize: 5 << 30, md5: nil)
    let path = try scratch.write(prologue.serialized() + header.serialized(), to: "big.rpm")
    let printed = try await succeed(
      "rpm",
      ["-qp", "--qf", "%{LONGSIZE} [%{LONGFILESIZES} ]%{LONGSIGSIZE} %{LONGARCHIVESIZE}\n", path])
    #expect(
      printed == "\(5 << 30 + 1) \(5 << 30) 1 \(header.serializedSize + 6 << 30) \(5 << 30)\n")
    #expect(try await succeed("rpm", ["-qp", "--requires", path]).contains("rpmlib(LargeFiles)"))
  }

  @Test func asksForTheFeaturesRPMBuildAsksFor() async throws {
    let scratch = try ScratchDirectory()
    for flags in ["w3.bzdio", "w2.xzdio", "w2.lzdio", "w3.zstdio"] {
      let spec = """
        Name: x
        Version: 1
        Release: 1
        Summary: s
        License: MIT
        BuildArch: noarch
        Conflicts: (a unless b >= 1~)
        %description
        d
        %files
        """
      let bytes = try await RPMBuild.build(
        spec, in: scratch, defines: ["_binary_payload \(flags)"], target: "noarch")
      let theirs = try RPMPackage.read(from: ArraySource(bytes))
      var metadata = RPMMetadata(
        name: "x", version: "1", release: "1", summary: "s", description: "d", license: "MIT",
        architecture: "noarch", buildTime: 0, compression: theirs.compression)
      metadata.dependencies = try RPMDependency.parse("(a unless b >= 1~)", as: .conflicts)
      let all = metadata.allDependencies(files: [])
      for kind in RPMDependency.Kind.allCases {
        #expect(all.filter { $0.kind == kind } == theirs.dependencies(kind), "\(flags) \(kind)")
      }
    }
  }
}
