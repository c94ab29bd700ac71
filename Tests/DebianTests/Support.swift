import Bytes
import Debian
import Foundation
import TestSupport
import Testing

/// A control file with nothing out of the ordinary.
func sampleMetadata(_ name: String = "hello") throws -> DebianMetadata {
  DebianMetadata(
    package: try DebianPackageName(name), version: try DebianVersion("1:1.2.3-1"),
    architecture: .all, maintainer: "Release Team <release@example.com>",
    description: DebianDescription("polite greeter\nSays hello to whoever asks.\n"))
}

/// The two archives of a package, made with tar and a compressor.
struct Archives: Sendable {
  var control: [UInt8]
  var data: [UInt8]

  static func make(
    _ members: [ControlMember], files: [String: String],
    _ compression: TarCompression = .gzip
  ) async throws -> Archives {
    let room = try ScratchDirectory()
    try room.makeDirectory("control")
    try room.makeDirectory("data")
    for member in members {
      try room.write(member.bytes, to: "control/\(member.name)", mode: member.mode)
    }
    for (path, text) in files { try room.write(text, to: "data/\(path)") }
    return Archives(
      control: try await pack("control", in: room, compression),
      data: try await pack("data", in: room, compression))
  }

  private static func pack(
    _ name: String, in room: ScratchDirectory, _ compression: TarCompression
  ) async throws -> [UInt8] {
    try await succeed(
      "tar",
      [
        "--format=gnu", "--owner=root:0", "--group=root:0", "--mtime=@1700000000", "--sort=name",
        "-C", name, "-cf", "\(name).tar", ".",
      ], in: room.path)
    let (tool, arguments): (String, [String]) =
      switch compression {
      case .none: ("true", [])
      case .gzip: ("gzip", ["-n"])
      case .xz: ("xz", [])
      case .zstd: ("zstd", ["-q"])
      case .bzip2: ("bzip2", [])
      case .lzma: ("xz", ["--format=lzma"])
      }
    try await succeed(tool, arguments + ["\(name).tar"], in: room.path)
    return try room.read("\(name).tar\(compression.rawValue)")
  }
}

/// A package put together member by member, well formed or not.
struct Layout {
  static let modified = 1_700_000_000
  var members: [(name: String, bytes: [UInt8])]

  init(_ members: [(String, [UInt8])]) { self.members = members }

  init(
    _ archives: Archives, _ compression: TarCompression = .gzip,
    signatures: [(String, [UInt8])] = []
  ) {
    members =
      [
        ("debian-binary", Array("2.0\n".utf8)),
        ("control.tar\(compression.rawValue)", archives.control),
        ("data.tar\(compression.rawValue)", archives.data),
      ] + signatures
  }

  var bytes: [UInt8] {
    get throws {
      var bytes = ArHeader.archiveMagic
      for (name, contents) in members {
        bytes += try DebianPackage.member(name, contents, modified: Self.modified)
      }
      return bytes
    }
  }

  func inserting(_ name: String, _ bytes: [UInt8], at index: Int) -> Layout {
    var copy = self
    copy.members.insert((name, bytes), at: index)
    return copy
  }
}

/// What a reader says of bytes: nothing, or why it refuses them.
func refusal(of bytes: [UInt8]) -> MalformedInput? {
  do throws(WindowFailure<MalformedInput>) {
    _ = try DebianPackage.read(from: ArraySource(bytes))
    return nil
  } catch {
    switch error {
    case .body(let malformed): return malformed
    case .source(let failure):
      Issue.record("the source failed: \(failure)")
      return nil
    }
  }
}
