/// A Linux kernel configuration: the options one kernel was built with.
///
/// Also what any other project that uses Kconfig writes as `.config`.
///
/// - SeeAlso: `conf_read_simple` in the kernel's `scripts/kconfig/confdata.c`.
public struct KconfigFile: Hashable, Sendable {
  /// What the file says of one option.
  public enum State: Hashable, Sendable {
    /// Built in.
    case yes
    /// Built as a module, which need not be installed.
    case module
    /// Visible to whoever configured the kernel, and switched off.
    case off
    /// Not mentioned: its dependencies are unmet, or this kernel does not know it.
    case absent
    case integer(Int64)
    /// Written with `0x`.
    case hexadecimal(UInt64)
    /// Without the quotes, escapes undone.
    case string(String)
  }

  /// A second assignment of an option, which overrides the first.
  public struct Reassignment: Hashable, Sendable {
    /// Without `CONFIG_`.
    public let option: String
    /// The line that counts, from one.
    public let line: Int
    /// The line it overrides.
    public let overridden: Int
    /// Whether the two say different things.
    public let changesValue: Bool
  }

  /// The architecture in the header comment, such as `x86_64` or `x86`.
  public private(set) var architecture: String?
  /// The release in the header comment, such as `6.1.0-18-amd64`.
  public private(set) var release: String?
  /// In the order of their lines.
  public private(set) var reassignments: [Reassignment] = []
  private var entries: [String: Entry] = [:]

  struct Entry: Hashable, Sendable {
    var state: State
    var line: Int
  }

  /// What the file says of an option named with or without `CONFIG_`.
  public subscript(option: String) -> State { entries[bareOption(option)]?.state ?? .absent }

  /// The line that decides an option's state, from one; `nil` when it is absent.
  public func line(of option: String) -> Int? { entries[bareOption(option)]?.line }

  /// Whether the file mentions an option at all.
  public func mentions(_ option: String) -> Bool { entries[bareOption(option)] != nil }

  /// The number of options the file mentions.
  public var count: Int { entries.count }

  init() {}

  mutating func assign(_ state: State, to option: String, line: Int) {
    if let earlier = entries[option] {
      reassignments.append(
        Reassignment(
          option: option, line: line, overridden: earlier.line,
          changesValue: earlier.state != state))
    }
    entries[option] = Entry(state: state, line: line)
  }

  /// Takes `Linux/ARCH RELEASE Kernel Configuration`, the first that is found.
  mutating func readHeader(_ comment: Substring) {
    guard release == nil else { return }
    let words = comment.split(separator: " ")
    guard words.count == 4, words[0].hasPrefix("Linux/"), words[2] == "Kernel",
      words[3] == "Configuration"
    else { return }
    architecture = String(words[0].dropFirst("Linux/".count))
    release = String(words[1])
  }
}

extension KconfigFile.State: CustomStringConvertible {
  /// As the file writes the value; `off` and `absent` in words.
  public var description: String {
    switch self {
    case .yes: "y"
    case .module: "m"
    case .off: "off"
    case .absent: "absent"
    case .integer(let value): String(value)
    case .hexadecimal(let value): "0x\(String(value, radix: 16))"
    case .string(let text): "\"\(text)\""
    }
  }
}

/// An option's name without `CONFIG_`.
func bareOption(_ option: String) -> String {
  option.hasPrefix("CONFIG_") ? String(option.dropFirst("CONFIG_".count)) : option
}
