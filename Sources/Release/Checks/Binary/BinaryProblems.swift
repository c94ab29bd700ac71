public import Bytes
public import Diagnostics
public import ELF

extension Diagnostic {
  /// What is wrong with a binary that does not parse.
  ///
  /// `prefix` is the start of the file, 32 bytes or more where it has them: a program for
  /// another system is named as such. `location` is the line of the recipe to act on.
  public init(
    malformedBinary error: MalformedInput, prefix: RawSpan, subject: String,
    at location: SpecLocation? = nil
  ) {
    if let format = ELFFile.foreignFormat(of: prefix) {
      self.init(
        "binary.not-elf", "'\(subject)' is \(format), not an ELF file", at: location,
        hint: "build it for Linux, with GOOS=linux")
    } else if !prefix.beginsAsELF {
      self.init(
        "binary.not-elf", "'\(subject)' is not an ELF file", at: location,
        hint: "build it for Linux, with GOOS=linux")
    } else if error.tellsOfTruncation {
      self.init(
        "binary.truncated", "'\(subject)' ends before what its headers describe: \(error)",
        at: location, hint: "the copy is incomplete: build or copy it again")
    } else {
      self.init(
        "binary.malformed", "'\(subject)' is damaged: \(error)", at: location,
        hint: "build or copy it again")
    }
  }

  /// Why a binary is not stripped; `location` is the line of the recipe to act on, if any.
  public init(
    refusedStrip refusal: EditRefusal, subject: String, at location: SpecLocation? = nil
  ) {
    let hint = location == nil ? Self.hint(for: refusal) : Self.recipeHint(for: refusal)
    self.init(
      Self.code(of: refusal), "cannot strip '\(subject)': \(refusal.message)",
      at: location, hint: hint)
  }

  /// What to do in the recipe.
  private static func recipeHint(for refusal: EditRefusal) -> String {
    switch refusal.code {
    case .alreadySplit: "name the program as it was linked, or leave out 'debug: split'"
    case .nothingToSplit: "link without '-s' and '-w', or leave out 'debug: split'"
    default: "set 'strip: none' to ship the file as it is"
    }
  }

  /// What to do on the command line.
  private static func hint(for refusal: EditRefusal) -> String {
    switch refusal.code {
    case .trailingData: "keep them with --keep-trailing"
    case .moduleSignature: "remove it with --drop-module-signature, and sign the result again"
    case .relocatable: "use --mode unneeded or --mode debug"
    case .neededSection: "leave out --remove-section for it"
    case .alreadySplit: "split the program as it was linked, or --remove-section .gnu_debuglink"
    case .nothingToSplit: "link without '-s' and '-w', or leave out --split"
    case .truncated: "build or copy the file again"
    default: "use the file as it is"
    }
  }

  private static func code(of refusal: EditRefusal) -> String {
    switch refusal.code {
    case .trailingData: "strip.trailing-data"
    case .moduleSignature: "strip.module-signature"
    case .truncated: "strip.truncated"
    case .noSections: "strip.no-sections"
    case .core: "strip.core"
    case .relocatable: "strip.relocatable"
    case .neededSection: "strip.needed-section"
    case .alreadySplit: "strip.already-split"
    case .nothingToSplit: "strip.nothing-to-split"
    case .inconsistent: "strip.inconsistent"
    case .unproven: "strip.unproven"
    default: "strip.unsupported"
    }
  }
}

extension MalformedInput {
  /// Whether the file ends inside its first header, or before a table that a header places in it.
  ///
  /// Where the linkers put those tables decides which of them a cut takes away first.
  fileprivate var tellsOfTruncation: Bool {
    switch code {
    case .truncated: field?.hasPrefix("e_") ?? false
    case .outOfBounds: ["e_phoff", "e_shoff", "sh_offset"].contains(field)
    default: false
    }
  }
}

extension RawSpan {
  /// Whether these bytes, as far as they go, are the magic number of ELF.
  fileprivate var beginsAsELF: Bool {
    var magic: [UInt8] = [0x7f] + "ELF".utf8
    magic.removeLast(magic.count - Swift.min(magic.count, byteCount))
    return unsafe withUnsafeBytes { unsafe $0.starts(with: magic) }
  }
}
