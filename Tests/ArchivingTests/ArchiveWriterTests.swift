import Archiving
import Foundation
import TestSupport
import Testing

/// What the writer makes, read by the programs that will read it.
struct ArchiveWriterTests {
  /// Lists an archive with Python's tarfile, a line for each member.
  private static let listing = """
    import hashlib, sys, tarfile
    kinds = {tarfile.REGTYPE: 'file', tarfile.DIRTYPE: 'directory', tarfile.SYMTYPE: 'symlink'}
    with tarfile.open(sys.argv[1], 'r:') as archive:
        for m in archive:
            data = archive.extractfile(m).read() if m.isreg() else b''
            print(m.name, kinds.get(m.type, m.type), oct(m.mode), m.mtime, m.size, m.uid, m.gid,
                  m.uname, m.gname, m.linkname, hashlib.sha256(data).hexdigest(), sep='|')
    """

  private func expected(_ member: Member, sum: String) -> String {
    var kind = "file"
    var target = ""
    switch member.entry.kind {
    case .directory: kind = "directory"
    case .symlink(let text): (kind, target) = ("symlink", text)
    default: break
    }
    let mode = "0o" + String(member.entry.permissions, radix: 8)
    let name = member.entry.path
    return [
      name, kind, mode, "\(member.entry.modified)", "\(member.contents.count)", "0", "0",
      member.entry.owner, member.entry.group, target, sum,
    ].joined(separator: "|")
  }

  @Test func gnutarAsPythonReadsIt() async throws {
    let room = try ScratchDirectory()
    try room.write(try archive(.gnutar, Member.all), to: "a.tar")
    let listed = try await succeed(
      "python3", ["-c", Self.listing, room["a.tar"]], environment: ["PYTHONUTF8": "1"])
    var lines: [String] = []
    for member in Member.all {
      try room.write(member.contents, to: "contents")
      let sum = try await succeed("sha256sum", [room["contents"]]).prefix(64)
      lines.append(expected(member, sum: String(sum)))
    }
    #expect(listed.split(separator: "\n").map(String.init) == lines)
  }

  @Test func gnutarAsTarUnpacksIt() async throws {
    let room = try ScratchDirectory()
    try room.write(try archive(.gnutar, Member.all), to: "a.tar")
    let listed = try await run("tar", ["-tvf", room["a.tar"]])
    #expect(listed.status == 0 && listed.errors.isEmpty, "\(listed.errors)")
    #expect(listed.output.split(separator: "\n").count == Member.all.count)
    try room.makeDirectory("out")
    let unpacked = try await run(
      "tar", ["--warning=no-timestamp", "-xpf", room["a.tar"], "-C", room["out"]])
    #expect(unpacked.status == 0 && unpacked.errors.isEmpty, "\(unpacked.errors)")
    try expectUnpacked(in: room)
  }

  @Test func newcAsCpioUnpacksIt() async throws {
    let room = try ScratchDirectory()
    let directories = [120, 241].map { Member.path(of: 300).prefix($0) }.map {
      Member.directory("./usr/\($0)")
    }
    let all = Array(Member.all.prefix(1)) + directories + Array(Member.all.dropFirst())
    try room.write(try archive(.newc, all), to: "a.cpio")
    let listed = try await run("cpio", ["-itv", "--quiet", "-I", room["a.cpio"]])
    #expect(listed.status == 0 && listed.errors.isEmpty, "\(listed.errors)")
    #expect(listed.output.split(separator: "\n").count == all.count)
    try room.makeDirectory("out")
    let unpacked = try await run(
      "cpio", ["-idm", "--quiet", "--no-preserve-owner", "-I", room["a.cpio"]], in: room["out"])
    #expect(unpacked.status == 0 && unpacked.errors.isEmpty, "\(unpacked.errors)")
    try expectUnpacked(in: room)
  }

  /// Holds the files of `out` against the members.
  private func expectUnpacked(in room: ScratchDirectory) throws {
    for member in Member.all {
      let path = room["out/\(member.entry.path)"]
      var status = stat()
      try #require(lstat(path, &status) == 0, "\(member.entry.path) was not unpacked")
      switch member.entry.kind {
      case .symlink(let target):
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == target)
        continue
      case .directory: #expect(status.st_mode & S_IFMT == S_IFDIR)
      default:
        #expect(try room.read("out/\(member.entry.path)") == member.contents)
        #expect(Int64(status.st_mtim.tv_sec) == member.entry.modified)
      }
      #expect(UInt16(status.st_mode & 0o7777) == member.entry.permissions)
    }
  }

  /// The fields of SVR4 cpio, read by their offsets in the format's description.
  @Test func newcHeaderFields() throws {
    let bytes = try archive(.newc, [.file("./a", [1, 2, 3], mode: 0o751, modified: 0x1234_5678)])
    func field(_ index: Int) -> Int? {
      Int(String(decoding: bytes[6 + index * 8..<14 + index * 8], as: UTF8.self), radix: 16)
    }
    #expect(bytes.starts(with: Array("070701".utf8)))
    #expect(field(0) == 1)  // ino
    #expect(field(1) == 0o100751)  // mode
    #expect(field(2) == 0 && field(3) == 0)  // uid, gid
    #expect(field(4) == 1)  // nlink
    #expect(field(5) == 0x1234_5678)  // mtime
    #expect(field(6) == 3)  // filesize
    #expect(field(11) == 4)  // namesize, with its NUL
    #expect(field(12) == 0)  // check
    #expect(bytes.count % 4 == 0)
  }

  @Test func sameMembersSameBytes() throws {
    for format in [ArchiveFormat.gnutar, .newc] {
      #expect(try archive(format, Member.all) == archive(format, Member.all))
    }
  }

  /// Contents reach the sink as the caller's own memory.
  @Test func contentsAreNotCopied() throws {
    let contents = sampleBytes(100_000)
    try contents.withUnsafeBytes { contents in
      var passed: [UnsafeRawPointer?] = []
      let writer = try ArchiveWriter(.gnutar) { passed.append($0.baseAddress) }
      try writer.begin(Member.file("./a", [UInt8](contents)).entry)
      try writer.write(contents)
      #expect(passed.contains(contents.baseAddress))
    }
  }

  @Test func tarSizesBeyondOctal() async throws {
    let room = try ScratchDirectory()
    var bytes: [UInt8] = []
    do {
      let writer = try ArchiveWriter(.gnutar) { bytes += $0 }
      var entry = Member.file("./big", []).entry
      entry.size = 9 << 30
      try writer.begin(entry)
    }
    #expect(bytes.count == 512)
    try room.write(bytes, to: "a.tar")
    let program = """
      import sys, tarfile
      m = tarfile.TarInfo.frombuf(open(sys.argv[1], 'rb').read(512), 'utf-8', 'strict')
      print(m.name, m.size)
      """
    let listed = try await succeed("python3", ["-c", program, room["a.tar"]])
    #expect(listed == "./big \(9 << 30)\n")
    let reader = try ArchiveReader(.gnutar, input(bytes))
    #expect(try reader.next()?.size == 9 << 30)
  }

  @Test func cpioRefusesSizesBeyondItsField() throws {
    let writer = try ArchiveWriter(.newc) { _ in }
    var entry = Member.file("./big", []).entry
    entry.size = 1 << 32
    #expect(throws: ArchiveError.self) { try writer.begin(entry) }
  }

  @Test func whatNoFormatHolds() throws {
    for format in [ArchiveFormat.gnutar, .newc] {
      let writer = try ArchiveWriter(format) { _ in }
      var entry = Member.file("./a", []).entry
      entry.size = UInt64(Int64.max) + 1
      #expect(throws: ArchiveError.self) { try writer.begin(entry) }
      entry.kind = .hardlink(target: "./b")
      #expect(throws: ArchiveError.self) { try writer.begin(entry) }
      entry.kind = .special
      #expect(throws: ArchiveError.self) { try writer.begin(entry) }
    }
  }

  @Test func moreContentsThanPromised() throws {
    let writer = try ArchiveWriter(.gnutar) { _ in }
    try writer.begin(Member.file("./a", [1, 2, 3]).entry)
    #expect(throws: ArchiveError.self) {
      try [UInt8](repeating: 1, count: 4).withUnsafeBytes { try writer.write($0) }
    }
  }

  private struct Full: Error, Equatable { var call: Int }

  /// The sink fails at its n-th call, for every n there is.
  @Test(arguments: [ArchiveFormat.gnutar, .newc]) func failingSink(format: ArchiveFormat) throws {
    let few = Array(Member.all.prefix(8))
    var calls = 0
    let counting = try ArchiveWriter(format) { _ in calls += 1 }
    try write(few, to: counting)
    for failing in 1...calls {
      var call = 0
      let writer = try ArchiveWriter(format) { _ in
        call += 1
        if call >= failing { throw Full(call: call) }
      }
      #expect(throws: Full(call: failing)) { try write(few, to: writer) }
      // The first error stays, and nothing more reaches the sink.
      #expect(throws: Full(call: failing)) { try writer.finish() }
      #expect(call == failing)
    }
  }

  private func write(_ members: [Member], to writer: ArchiveWriter) throws {
    for member in members {
      try writer.begin(member.entry)
      try member.contents.withUnsafeBytes { try writer.write($0) }
    }
    try writer.finish()
  }

  private final class Held {}

  @Test(arguments: [ArchiveFormat.gnutar, .newc]) func anAbandonedWriterLetsGo(
    format: ArchiveFormat
  ) throws {
    weak var held: Held?
    var written = 0
    do {
      let owner = Held()
      held = owner
      let writer = try ArchiveWriter(format) { bytes in
        withExtendedLifetime(owner) { written += bytes.count }
      }
      try writer.begin(Member.file("./a", [1, 2, 3]).entry)
    }
    #expect(held == nil)
    // Freeing an archive that was not finished writes nothing more.
    #expect(written == (format == .gnutar ? 512 : 116))
  }
}
