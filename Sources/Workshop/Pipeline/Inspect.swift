internal import Archiving
internal import Audit
internal import Bytes
internal import Checks
internal import Debian
internal import Diagnostics
internal import ELF
internal import GoBuild
internal import OpenPGP
internal import RPM
internal import Trust
internal import Workspace

/// What a file says of itself: an ELF file, an RPM, a DEB or a file of OpenPGP keys.
public func inspect(_ path: String) throws -> Report {
  let file = try InputFile(path)
  switch try kind(of: file) {
  case .rpm: return try inspectRPM(file)
  case .deb: return try inspectDebian(file)
  case .file: break
  }
  let start = try file.bytes(in: 0..<min(64, file.count))
  // The first bytes of Mach-O and of some archives could begin a packet, too.
  let isPacket = start.first.map { $0 & 0x80 != 0 } ?? false
  let isKnown = unsafe ELFFile.foreignFormat(of: start.span.bytes) != nil
  if isPacket && !isKnown || start.starts(with: "-----BEGIN PGP".utf8) {
    return try showKey(path)
  }
  return try inspectELF(file)
}

private func inspectELF(_ input: InputFile) throws -> Report {
  try withMapping(of: input) { bytes in
    do throws(MalformedInput) {
      let facts = try BinaryFacts(parsing: bytes)
      let report = BinaryReport(facts, findings: checkBinary(facts, subject: input.path))
      return Report(text: report.text.joined(separator: "\n") + "\n", value: report)
    } catch {
      throw Diagnostic(malformedBinary: error, prefix: bytes, subject: input.path)
    }
  }
}

/// An RPM, for programs.
private struct RPMReport: Encodable, Sendable {
  struct File: Encodable, Sendable {
    var path: String
    var mode: String
    var owner: String
    var group: String
    var size: UInt64
    var sha256: String
    var linkTarget: String
  }

  var format = "rpm"
  var name: String
  var version: String
  var architecture: String
  var compression: String
  var requires: [String]
  var provides: [String]
  var signatures: [String]
  var files: [File]
  var findings: [String]
}

private func inspectRPM(_ input: InputFile) throws -> Report {
  let package: RPMPackage
  do throws(RPMReadFailure) { package = try RPMPackage.read(from: input) } catch {
    throw error.diagnostic
  }
  let files: [RPMFile]
  do throws(MalformedInput) { files = try package.files() } catch {
    throw Diagnostic("rpm.malformed", "the file list of '\(input.path)' is broken: \(error)")
  }
  let report = RPMReport(
    name: package.name, version: "\(package.version)", architecture: package.architecture,
    compression: package.compression.compressor ?? "none",
    requires: package.dependencies(.requires).map(\.text),
    provides: package.dependencies(.provides).map(\.text),
    signatures: package.signatures.map { "tag \($0.tag.rawValue)" },
    files: files.map {
      RPMReport.File(
        path: $0.path, mode: "0" + String($0.mode, radix: 8), owner: $0.owner, group: $0.group,
        size: $0.size, sha256: $0.digest, linkTarget: $0.linkTarget)
    }, findings: package.checkLayout().map(\.message))
  var text = package.queryText
  func list(_ title: String, _ lines: [String]) {
    if !lines.isEmpty { text += "\(title):\n" + lines.map { "  \($0)\n" }.joined() }
  }
  list("Requires", report.requires)
  list("Provides", report.provides)
  list(
    "Files",
    report.files.map { "\($0.mode) \($0.owner):\($0.group) \($0.size) \(printable($0.path))" })
  list("Findings", report.findings)
  return Report(text: text + package.scriptText, value: report)
}

/// A DEB, for programs.
private struct DebianReport: Encodable, Sendable {
  struct Member: Encodable, Sendable {
    var name: String
    var size: Int
  }

  var format = "deb"
  var control: [String: String]
  var members: [Member]
  var files: [String]
}

private func inspectDebian(_ input: InputFile) throws -> Report {
  let package: DebianPackage
  do throws(WindowFailure<MalformedInput>) { package = try DebianPackage.read(from: input) } catch {
    switch error {
    case .source(let error): throw error
    case .body(let error):
      throw Diagnostic(
        "debian.malformed", "'\(input.path)' is not a sound Debian package: \(error)",
        hint: "fetch or build the package anew")
    }
  }
  let control: DebianControl
  do {
    control = try unpacking(input.path) { try debianControl(of: package, input) }
  } catch let error as MalformedInput {
    throw Diagnostic(
      "verify.malformed-control", "the control file of '\(input.path)' is malformed: \(error)",
      hint: "fetch or build the package anew")
  }
  let members =
    [package.version, package.control, package.data] + package.signatures.map(\.member)
  let report = DebianReport(
    control: control.fields,
    members: members.map { .init(name: $0.header.name, size: $0.contents.count) },
    files: try unpacking(input.path) { try debianFiles(of: package, input) })
  var text = control.text
  text += "Members:\n" + report.members.map { "  \($0.size) \($0.name)\n" }.joined()
  text += "Files:\n" + report.files.map { "  \(printable($0))\n" }.joined()
  return Report(text: text, value: report)
}
