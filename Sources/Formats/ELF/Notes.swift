/// The notes of a file that identify it.
///
/// Read from the note sections, and from the note segments of a file without sections. A note
/// that does not fit its section ends the reading of that section.
///
/// - SeeAlso: System V gABI, chapter 5, "Note Section"; `cmd/link/internal/ld/elf.go`.
public struct Notes: Hashable, Sendable {
  /// The oldest kernel a C library lets the program run on, `NT_GNU_ABI_TAG`.
  public struct ABIRequirement: Hashable, Sendable {
    /// 0 for Linux.
    public var system: UInt32
    public var major: UInt32
    public var minor: UInt32
    public var patch: UInt32
  }

  /// `NT_GNU_BUILD_ID`: what debuggers and package managers find a program's symbols by.
  public var buildID: [UInt8]?
  /// The Go toolchain's build id, as `go tool buildid` prints it.
  public var goBuildID: String?
  public var abi: ABIRequirement?
  /// `NT_GNU_PROPERTY_TYPE_0`; `nil` when there is no such note.
  public var properties: GNUProperties?
  /// The system a note says the file is for, when that is none with GNU's notes: `FreeBSD`,
  /// `NetBSD`, `OpenBSD`, `DragonFly` or `Android`.
  public var foreignSystem: String?
}
