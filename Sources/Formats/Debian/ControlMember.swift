public import Diagnostics

/// One file of a control archive.
public struct ControlMember: Hashable, Sendable {
  /// Without a directory, such as `control`.
  public var name: String
  /// Permission bits: `0o755` for scripts, else `0o644`.
  public var mode: UInt16
  public var bytes: [UInt8]

  public init(name: String, mode: UInt16, bytes: [UInt8]) {
    self.name = name
    self.mode = mode
    self.bytes = bytes
  }
}

extension DebianMetadata {
  /// The files of the control archive, `control` first, in a fixed order.
  ///
  /// Files that would be empty are left out.
  ///
  /// - Throws: `Diagnostics` with all that ``check()`` found when there is an error among it, or
  ///   `debian.missing-conffile`.
  /// - SeeAlso: deb(5).
  public func controlMembers() throws(Diagnostics) -> [ControlMember] {
    let problems = check(against: md5sums.entries.map(\.path))
    if problems.hasErrors { throw Diagnostics(problems) }
    let plain: [(String, [UInt8])] = [
      ("control", try controlParagraph().serialized()),
      ("conffiles", conffiles.serialized()),
      ("md5sums", md5sums.excluding(conffiles.entries.map(\.path)).serialized()),
      ("triggers", triggers.serialized()),
      ("templates", templates ?? []),
    ]
    return plain.filter { !$0.1.isEmpty }.map {
      ControlMember(name: $0.0, mode: 0o644, bytes: $0.1)
    }
      + MaintainerScript.allCases.compactMap { script in
        scripts[script].map { ControlMember(name: script.rawValue, mode: 0o755, bytes: $0) }
      }
  }
}
