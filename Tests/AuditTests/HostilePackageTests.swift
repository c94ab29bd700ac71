import Archiving
import Bytes
import Compression
import Cryptography
import Debian
import Diagnostics
import RPM
import TestSupport
import Testing

@testable import Audit
@testable import Stages

/// Packages somebody signed although they are not sound.
struct HostilePackageTests {
  /// Writes a tar as told, names and all, with Python's tarfile; `*5` stands for five letters.
  private static let script = """
    import io, sys, tarfile
    kinds = {'f': tarfile.REGTYPE, 'd': tarfile.DIRTYPE, 'l': tarfile.SYMTYPE, 'h': tarfile.LNKTYPE,
             'c': tarfile.CHRTYPE, 'p': tarfile.FIFOTYPE}
    with tarfile.open(sys.argv[1], 'w', format=tarfile.GNU_FORMAT) as archive:
        for word in sys.argv[2:]:
            kind, name, text = word.split('|')
            m = tarfile.TarInfo(name)
            m.type, m.mode, m.mtime = kinds[kind], 0o755, 1700000000
            if text.startswith('*'): text = 'x' * int(text[1:])
            if kind in 'lh': m.linkname, text = text, ''
            m.size = len(text)
            archive.addfile(m, io.BytesIO(text.encode()))
    """

  private static let control = """
    Package: x
    Version: 1
    Architecture: all
    Maintainer: A <a@example.com>
    Description: x

    """

  private func tar(_ members: [String], padding: [UInt8] = []) async throws -> [UInt8] {
    let room = try ScratchDirectory()
    try await succeed("python3", ["-c", Self.script, room["a.tar"]] + members)
    return try room.read("a.tar") + padding
  }

  /// MD5 of `text`, by md5sum.
  private func md5(_ text: String) async throws -> String {
    String(try await succeed("md5sum", ["-"], input: text).prefix(32))
  }

  /// A signed package of these two tars.
  private func deb(control: [UInt8], data: [UInt8]) throws -> [UInt8] {
    let file = MemoryFile()
    try file.append(try DebianPackage.opening(modified: 1))
    let gzip = CompressionSetting(.gzip)
    try file.append(
      try DebianPackage.member("control.tar.gz", try gzip.compress(control), modified: 1))
    try file.append(try DebianPackage.member("data.tar.gz", try gzip.compress(data), modified: 1))
    try appendDebianSignature(by: try Keys.signer(), role: .origin, date: 1, to: file)
    return file.bytes
  }

  /// What is said of a package with this data and these sums.
  private func codes(
    _ data: [String], sums: [String: String] = [:], more: [String] = [], padding: [UInt8] = [],
    control: String = control
  ) async throws -> [String] {
    var lines = ""
    for (path, text) in sums.sorted(by: { $0.key < $1.key }) {
      lines += "\(try await md5(text))  \(path)\n"
    }
    let members = ["f|./control|\(control)", "f|./md5sums|\(lines)"] + more
    let audit = try audit(
      .deb,
      try deb(control: try await tar(members), data: try await tar(data, padding: padding)))
    #expect(audit.signatures.allSatisfy(\.verdict.isGood) && audit.signatures.count == 1)
    #expect(audit.isProven == audit.findings.isEmpty)
    return audit.codes
  }

  @Test func theHonestOne() async throws {
    #expect(
      try await codes(
        ["d|./|", "d|./usr/|", "f|./usr/a|hello", "l|./usr/l|a", "h|./usr/h|./usr/a"],
        sums: ["usr/a": "hello"]) == [])
    // Names without `./`, as some tools write them, are the same.
    #expect(try await codes(["d|usr|", "f|usr/a|hello"], sums: ["usr/a": "hello"]) == [])
  }

  @Test(arguments: [
    "../a", "./../a", "./usr/../../a", "usr/..", "./usr/./a", "./usr//a", "//a", "..", "./..",

    "/../a",
  ])
  func pathsThatLeaveTheRoot(path: String) async throws {
    #expect(try await codes(["f|\(path)|x"]) == ["verify.hostile-path"])
    #expect(try await codes(["d|\(path)/|"]) == ["verify.hostile-path"])
  }

  /// An absolute name means the same file under the package's root.
  @Test func absolutePaths() async throws {
    #expect(try await codes(["f|/usr/a|x"]) == ["verify.unlisted-file"])
    #expect(try await codes(["f|/usr/a|x"], sums: ["usr/a": "x"]) == [])
  }

  @Test func duplicates() async throws {
    #expect(
      try await codes(["f|./a|x", "f|./a|x"], sums: ["a": "x"]) == [
        "verify.duplicate-file", "verify.unlisted-file",
      ])
    #expect(
      try await codes(["f|./a|x", "l|a|/etc"], sums: ["a": "x"]) == ["verify.duplicate-file"])
    #expect(try await codes(["d|./|", "d|./|"]) == ["verify.duplicate-file"])
  }

  @Test func devices() async throws {
    #expect(try await codes(["c|./dev|"]) == ["verify.special-file"])
    #expect(try await codes(["p|./pipe|"]) == ["verify.special-file"])
  }

  @Test func sumsThatDoNotHold() async throws {
    #expect(try await codes(["f|./a|y"], sums: ["a": "x"]) == ["verify.file-differs"])
    #expect(try await codes(["f|./a|y"]) == ["verify.unlisted-file"])
    #expect(try await codes([], sums: ["a": "x"]) == ["verify.missing-file"])
    #expect(
      try await codes(["f|./a|x"], more: ["f|./conffiles|/a\n"]) == [])
    #expect(
      try await codes(["f|./a|y"], sums: ["a": "x"], more: ["f|./conffiles|/a\n"]) == [
        "verify.file-differs"
      ])
  }

  @Test func controlDataThatDoesNotHold() async throws {
    #expect(try await codes([], control: "nonsense\n") == ["verify.malformed-control"])
    #expect(
      Set(try await codes([], control: "Package: x\n")) == ["verify.malformed-control"])
    #expect(
      try await codes([], control: Self.control + "\n" + Self.control) == [
        "verify.malformed-control"
      ])
    #expect(
      try await codes([], more: ["f|./control|x"]).contains("verify.duplicate-file"))
    #expect(try await codes([], more: ["f|../control|x"]) == ["verify.hostile-path"])
    // Much of little: what nobody looks into is not kept, and the rest has a limit.
    #expect(try await codes([], more: ["f|./postinst|*2000000"]) == [])
    #expect(
      try await codes([], more: ["f|./conffiles|*1048577"]) == ["verify.oversized-control"])
    let noControl = try audit(
      .deb, try deb(control: try await tar(["f|./md5sums|"]), data: try await tar([])))
    #expect(noControl.codes == ["verify.missing-control"])
    let noSums = try audit(
      .deb,
      try deb(control: try await tar(["f|./control|\(Self.control)"]), data: try await tar([])))
    #expect(noSums.codes == ["verify.missing-md5sums"] && noSums.isProven)
    let badSums = try audit(
      .deb,
      try deb(
        control: try await tar(["f|./control|\(Self.control)", "f|./md5sums|x\n"]),
        data: try await tar([])))
    #expect(badSums.codes == ["verify.malformed-md5sums"])
  }

  @Test func dataBehindTheEnd() async throws {
    #expect(try await codes(["f|./a|x"], sums: ["a": "x"], padding: [0, 0, 0]) == [])
    for tail in [[1], [UInt8](repeating: 0, count: 100_000) + [1], Array("hidden".utf8)] {
      #expect(
        try await codes(["f|./a|x"], sums: ["a": "x"], padding: tail) == ["verify.trailing-data"])
    }
    let more = try await tar(["f|./b|evil"])
    #expect(
      try await codes(["f|./a|x"], sums: ["a": "x"], padding: more) == ["verify.trailing-data"])
  }

  @Test func archivesThatAreNone() async throws {
    let sound = try await tar(["f|./control|\(Self.control)", "f|./md5sums|"])
    let noise = sampleBytes(4000)
    #expect(
      try audit(.deb, try deb(control: sound, data: noise)).codes == ["verify.damaged-payload"])
    #expect(
      try audit(.deb, try deb(control: noise, data: sound)).codes == ["verify.damaged-payload"])
  }

  // MARK: RPM

  /// A signed RPM whose header tells of the sample, around any archive.
  private func rpm(_ members: [(ArchiveEntry, [UInt8])], tail: [UInt8] = []) async throws
    -> [UInt8]
  {
    let sink = ArraySink()
    let writer = try ArchiveWriter(.newc) { try sink.append($0) }
    for (entry, contents) in members {
      try writer.begin(entry)
      try contents.withUnsafeBytes { try writer.write($0) }
    }
    try writer.finish()
    let plain = sink.bytes + tail
    let packed = try CompressionSetting(.gzip).compress(plain)
    let recipe = try Sample.recipe()
    let part = try #require(recipe.part(for: .rpm))
    var metadata = try rpmMetadata(
      of: recipe, part: part, scripts: ScriptTexts(), date: Sample.date)
    metadata.compression = RPMPayloadCompression(CompressionSetting(.gzip))
    let (_, files) = try await Sample.pack(
      Sample.entries(), .newc, CompressionSetting(.none), into: MemoryFile())
    let header = try RPMHeader.main(
      metadata: metadata,
      files: files.map { RPMFile($0.entry, digest: $0.digests.hexadecimal(.sha256)) },
      payload: RPMPayloadFacts(
        compressedSHA256: try digest(.sha256, of: packed),
        uncompressedSHA256: try digest(.sha256, of: plain)))
    let bytes = header.serialized()
    let prologue = try RPMPrologue(
      metadata: metadata, header: header, payloadSize: packed.count,
      uncompressedPayloadSize: plain.count, md5: try digest(.md5, of: bytes + packed),
      signatures: RPMSignatureSet(header: try Keys.signer().signature(over: bytes)))
    return prologue.serialized() + bytes + packed
  }

  /// The sample's members, to be changed.
  private var members: [(ArchiveEntry, [UInt8])] {
    Sample.entries().enumerated().compactMap { index, entry in
      guard let member = entry.archiveEntry(inode: UInt32(index + 1)) else { return nil }
      guard case .bytes(let bytes)? = entry.content?.segments.first else { return (member, []) }
      return (member, bytes)
    }
  }

  private func codes(
    rpm change: (inout [(ArchiveEntry, [UInt8])]) -> Void, tail: [UInt8] = []
  ) async throws -> [String] {
    var members = members
    change(&members)
    let audit = try audit(.rpm, try await rpm(members, tail: tail))
    #expect(audit.signatures.allSatisfy(\.verdict.isGood) && audit.signatures.count == 1)
    #expect(audit.isProven == audit.findings.isEmpty)
    return audit.codes
  }

  @Test func theHonestRPM() async throws { #expect(try await codes { _ in } == []) }

  @Test func rpmMembersThatAreNotTheHeaders() async throws {
    let differs = ["verify.file-differs"]
    #expect(try await codes { $0[1].1[0] ^= 1 } == differs)
    #expect(try await codes { $0[1].0.permissions = 0o4755 } == differs)
    #expect(try await codes { $0[3].0.kind = .symlink(target: "/etc/shadow") } == differs)
    #expect(
      try await codes {
        $0[1].1 = []
        $0[1].0.size = 0
      } == ["verify.file-differs", "verify.file-differs"])
    #expect(try await Set(codes { $0[2].0.kind = .symlink(target: "/etc") }) == Set(differs))
  }

  @Test func rpmMembersTooManyOrTooFew() async throws {
    #expect(try await codes { $0.remove(at: 1) } == ["verify.missing-file"])
    #expect(try await codes { $0.append($0[1]) } == ["verify.unlisted-file"])
    #expect(
      try await codes { $0[1].0.path = "./usr/bin/evil" } == [
        "verify.unlisted-file", "verify.missing-file",
      ])
    #expect(
      try await codes { $0[1].0.path = "./usr/bin/../bin/hello" } == [
        "verify.hostile-path", "verify.missing-file",
      ])
  }

  @Test func rpmDataBehindTheEnd() async throws {
    #expect(try await codes(rpm: { _ in }, tail: [0, 0, 0, 0]) == [])
    #expect(try await codes(rpm: { _ in }, tail: Array("hidden".utf8)) == ["verify.trailing-data"])
  }

  // MARK: Paths

  @Test(arguments: [
    ("./usr/bin/a", "/usr/bin/a"), ("usr/bin/a", "/usr/bin/a"), ("/usr/bin/a", "/usr/bin/a"),
    ("./", "/"), (".", "/"), ("/", "/"), ("./usr/", "/usr"), ("...", "/..."), ("./..a", "/..a"),
  ])
  func pathsOfMembers(member: String, path: String) { #expect(installedPath(member) == path) }

  @Test(arguments: ["..", "../", "./..", "a/..", "a/../b", "a//b", "a/./b", "././a", "//", "a//"])
  func hostilePaths(member: String) { #expect(installedPath(member) == nil) }
}
