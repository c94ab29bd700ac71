import Bytes
import Cryptography
import Foundation
import TestSupport
import Testing

@testable import RPM

func sha256(_ bytes: [UInt8]) throws -> String { hexadecimal(try digest(.sha256, of: bytes)) }

/// Reads a header that begins the bytes.
func header(
  parsing bytes: [UInt8], limits: RPMHeader.Limits = .main
) throws(MalformedInput) -> RPMHeader {
  var reader = ByteReader(bytes.span.bytes)
  return try RPMHeader(parsing: &reader, limits: limits)
}

/// A package put together from the room's headers and an archive of the real cpio.
struct Sample {
  var metadata = RPMMetadata(
    name: "hello", version: "1.2.3~rc1", release: "2", epoch: 3, summary: "polite greeter",
    description: "Says hello to whoever asks.\nSecond line.\n", license: "Apache-2.0",
    architecture: "x86_64", buildTime: 1_735_819_200,
    compression: RPMPayloadCompression(compressor: "gzip", flags: "9"))
  var files: [RPMFile] = []
  /// What lies at a regular file's path.
  var contents: [String: String] = [:]

  static let time: UInt32 = 1_700_000_000

  /// The twin of the spec in ``RPMBuild/spec``.
  static func full() throws -> Sample {
    var sample = Sample()
    sample.metadata.group = "Applications/System"
    sample.metadata.url = "https://example.com/hello"
    sample.metadata.vendor = "Example"
    sample.metadata.packager = "Release Team <release@example.com>"
    sample.metadata.changelog = [
      .init(time: 1_735_819_200, author: "A B <a@example.com> - 1.2.3-2", text: "- two\n- three\n"),
      .init(time: 1_735_732_800, author: "A B <a@example.com> - 1.2.3-1", text: "- one"),
    ]
    sample.metadata.prefixes = ["/usr"]
    sample.metadata.dependencies =
      try RPMDependency.parse("libfoo >= 1.2, (a  or (b and c = 1))", as: .requires)
      + RPMDependency.parse("coreutils", as: .requires, phases: .postIn)
      + RPMDependency.parse("shadow-utils", as: .requires, phases: [.preIn, .postUn])
      + RPMDependency.parse("virt = 1", as: .provides)
      + RPMDependency.parse("old < 1", as: .conflicts)
      + RPMDependency.parse("older < 2:1-1", as: .obsoletes)
      + RPMDependency.parse("foo", as: .recommends) + RPMDependency.parse("bar", as: .suggests)
      + RPMDependency.parse("baz", as: .supplements) + RPMDependency.parse("qux", as: .enhances)
    sample.metadata.scripts = [
      RPMScript(.postIn, body: "echo post\n"),
      RPMScript(.preUn, body: "print(\"preun\")", interpreter: ["<lua>"]),
      RPMScript(.postTrans, body: "echo pt", interpreter: ["/bin/bash", "-e"]),
      RPMScript(.postUn, body: "", interpreter: ["/sbin/ldconfig"]),
      RPMScript(.verify, body: "true"),
    ]
    try sample.add("/usr/bin/hello", "hi\n", mode: 0o100755)
    try sample.add("/usr/bin/hello-cap", "x\n", mode: 0o100755) {
      $0.capabilities = "cap_net_raw=ep"
    }
    try sample.add("/etc/hello/hello.yaml", "a: 1\n") { $0.flags = [.config, .noReplace] }
    try sample.add("/etc/hello/b.yaml", "a: 2\n") { $0.flags = [.config, .missingOK] }
    try sample.add("/usr/share/doc/hello/README", "doc\n") { $0.flags = [.documentation] }
    try sample.add("/usr/share/licenses/hello/LICENSE", "lic\n") { $0.flags = [.license] }
    try sample.add("/usr/share/hello.de", "de\n") { $0.language = "de" }
    sample.files += [
      RPMFile(path: "/etc/hello", mode: 0o040750, modificationTime: time),
      RPMFile(path: "/var/log/hello", mode: 0o040755, modificationTime: time),
      RPMFile(
        path: "/var/log/hello/hello.log", mode: 0o100000, modificationTime: time, flags: .ghost),
      RPMFile(
        path: "/usr/bin/hi", mode: 0o120777, size: 5, modificationTime: time, linkTarget: "hello"),
    ]
    return sample
  }

  mutating func add(
    _ path: String, _ text: String, mode: UInt16 = 0o100644,
    _ change: (inout RPMFile) -> Void = { _ in }
  ) throws {
    let bytes = Array(text.utf8)
    var file = RPMFile(
      path: path, mode: mode, size: UInt64(bytes.count), modificationTime: Self.time,
      digest: try sha256(bytes))
    change(&file)
    files.append(file)
    contents[path] = text
  }

  /// The finished package, its payload made by cpio and the compressor's own program.
  func package(
    in scratch: ScratchDirectory, signature: ([UInt8]) async throws -> [UInt8]? = { _ in nil }
  ) async throws -> [UInt8] {
    let tree = scratch.path + "/tree"
    try await lay(out: tree)
    try await succeed("find", [tree, "-exec", "touch", "-h", "-d", "@\(Self.time)", "{}", "+"])
    let names = files.inPackageOrder.filter(\.isInPayload).map { ".\($0.path)" }
    _ = try scratch.write(Array((names.joined(separator: "\n") + "\n").utf8), to: "names")
    let cpio = names.isEmpty ? ": | " : "cd tree && cat ../names | "
    try await succeed(
      "sh",
      ["-c", "\(cpio)cpio -o -H newc --quiet --reproducible -R 0:0 > \(scratch.path)/archive"],
      in: scratch.path)
    let archive = try scratch.read("archive")
    var payload = archive
    if let program = metadata.compression.compressor {
      // gzip would keep the time of the file it reads.
      let nameless = program == "gzip" ? "-n " : ""
      let level = metadata.compression.flags.prefix { $0.isNumber }
      try await succeed(
        "sh", ["-c", "\(program) -q \(nameless)-\(level) < archive > payload"], in: scratch.path)
      payload = try scratch.read("payload")
    }
    let header = try RPMHeader.main(
      metadata: metadata, files: files,
      payload: RPMPayloadFacts(
        compressedSHA256: digest(.sha256, of: payload),
        uncompressedSHA256: digest(.sha256, of: archive)))
    let bytes = header.serialized()
    let prologue = try RPMPrologue(
      metadata: metadata, header: header, payloadSize: payload.count,
      uncompressedPayloadSize: archive.count, md5: digest(.md5, of: bytes + payload),
      signatures: RPMSignatureSet(header: try await signature(bytes)))
    return prologue.serialized() + bytes + payload
  }

  private func lay(out tree: String) async throws {
    let disk = FileManager.default
    try? disk.removeItem(atPath: tree)
    try disk.createDirectory(atPath: tree, withIntermediateDirectories: true)
    for file in files.inPackageOrder where file.isInPayload {
      let path = tree + file.path
      let parent = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
      try disk.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
      if file.isDirectory {
        try disk.createDirectory(atPath: path, withIntermediateDirectories: true)
      } else if file.isLink {
        try disk.createSymbolicLink(atPath: path, withDestinationPath: file.linkTarget)
      } else {
        try Data((contents[file.path] ?? "").utf8).write(to: URL(fileURLWithPath: path))
      }
      if !file.isLink {
        try disk.setAttributes(
          [.posixPermissions: NSNumber(value: file.mode & 0o7777)], ofItemAtPath: path)
      }
    }
  }
}
