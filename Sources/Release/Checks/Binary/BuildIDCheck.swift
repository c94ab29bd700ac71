public import Diagnostics
public import ELF

/// A binary among the others of a release.
public struct NamedBinary: Sendable {
  public var file: ELFFile
  /// The file as the user named it.
  public var subject: String
  public var location: SpecLocation?

  public init(file: ELFFile, subject: String, location: SpecLocation?) {
    self.file = file
    self.subject = subject
    self.location = location
  }
}

/// Judges whether binaries for different processors have build IDs of their own.
///
/// A debugger finds symbols by that alone. One finding for each ID used again, in order.
public func checkBuildIDs(_ binaries: [NamedBinary]) -> [Diagnostic] {
  var first: [[UInt8]: NamedBinary] = [:]
  var findings: [Diagnostic] = []
  for binary in binaries {
    guard let identifier = binary.file.notes.buildID else { continue }
    guard let other = first[identifier] else {
      first[identifier] = binary
      continue
    }
    let (a, b) = (other.file.header, binary.file.header)
    guard (a.machine, a.byteOrder, a.class) != (b.machine, b.byteOrder, b.class) else { continue }
    findings.append(
      Diagnostic(
        "binary.same-build-id",
        "'\(binary.subject)' has the build ID of '\(other.subject)', which is for another processor",
        severity: .warning, at: binary.location, hint: "build them without a fixed -ldflags=-B",
        exit: .findings))
  }
  return findings
}
