/// The disk space a package takes, by dpkg-gencontrol's rule.
///
/// - SeeAlso: deb-substvars(5), `Installed-Size`; `scripts/dpkg-gencontrol.pl`.
public struct InstalledSize: Hashable, Sendable {
  /// In units of 1024 bytes; the value of the `Installed-Size` field.
  public private(set) var kibibytes: UInt64 = 0

  public init() {}

  /// Counts a regular file, or a symbolic link by the length of its target.
  ///
  /// A file with several hard links is counted once.
  public mutating func addFile(byteCount: UInt64) {
    kibibytes += byteCount / 1024 + (byteCount.isMultiple(of: 1024) ? 0 : 1)
  }

  /// Counts a directory, the root included, or a device, socket or pipe.
  public mutating func addOther() { kibibytes += 1 }
}
