public import Bytes

/// `vendor/modules.txt`: which packages of which modules a vendor directory holds.
///
/// Read as forgivingly as the go command reads it, which skips what it does not understand;
/// ``ignoredLines`` tells what was skipped.
///
/// - SeeAlso: `readVendorList` in `cmd/go/internal/modload/vendor.go`.
public struct ModulesTxt: Hashable, Sendable {
  /// A package and the line that lists it, from one.
  public struct Package: Hashable, Sendable {
    public var path: String
    public var line: Int
  }

  /// One `# PATH VERSION` line and what belongs to it.
  public struct Module: Hashable, Sendable {
    /// Its version is empty in a line `# PATH => …`, which records a replacement of every version.
    public var module: GoModuleVersion
    public var line: Int
    /// Whether it is marked `## explicit`: `go.mod` requires it.
    public var isExplicit = false
    /// From `## go VERSION`.
    public var goVersion: String?
    public var replacement: GoModuleVersion?
    public var packages: [Package] = []
  }

  /// In the order of their lines.
  public private(set) var modules: [Module] = []
  /// Whether the first line says `## workspace`: `go work vendor` wrote the file.
  public private(set) var isWorkspace = false
  /// Lines that are not empty and have no meaning, from one.
  public private(set) var ignoredLines: [Int] = []

  /// Reads the whole file; no line of it is refused.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let bytes = try reader.array(reader.remaining)
    var belongsToModule = false
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, raw) in lines.enumerated() {
      let line = String(decoding: raw, as: UTF8.self)
      let number = index + 1
      if line.hasPrefix("# ") {
        readModule(line, number, &belongsToModule)
      } else if index == 0, line.hasPrefix("## "), annotations(line).contains("workspace") {
        isWorkspace = true
      } else if !belongsToModule || modules.isEmpty {
        if !fields(line).isEmpty { ignoredLines.append(number) }
      } else if line.hasPrefix("## ") {
        for entry in annotations(line) {
          if entry == "explicit" { modules[modules.count - 1].isExplicit = true }
          if entry.hasPrefix("go ") {
            modules[modules.count - 1].goVersion = String(entry.dropFirst(3))
          }
        }
      } else if case let words = fields(line), words.count == 1, isImportPath(words[0]) {
        modules[modules.count - 1].packages.append(Package(path: words[0], line: number))
      } else if !fields(line).isEmpty {
        ignoredLines.append(number)
      }
    }
  }

  private mutating func readModule(_ line: String, _ number: Int, _ belongs: inout Bool) {
    var words = fields(line)[...]
    guard words.count >= 3 else {
      // The lines that follow still belong to the module before.
      ignoredLines.append(number)
      return
    }
    words.removeFirst()
    let path = words.removeFirst()
    var module = Module(module: GoModuleVersion(path: path), line: number)
    if let version = words.first, GoModuleSemanticVersion(version) != nil {
      module.module.version = version
      words.removeFirst()
    } else if words.first != "=>" {
      belongs = false
      ignoredLines.append(number)
      return
    }
    if words.first == "=>" {
      let target = Array(words.dropFirst())
      if target.count == 1 {
        module.replacement = GoModuleVersion(path: target[0])
      } else if target.count == 2, GoModuleSemanticVersion(target[1]) != nil {
        module.replacement = GoModuleVersion(path: target[0], version: target[1])
      } else if !target.isEmpty {
        ignoredLines.append(number)
      }
    }
    belongs = true
    modules.append(module)
  }
}

private func fields(_ line: String) -> [String] {
  line.split(whereSeparator: \.isWhitespace).map(String.init)
}

private func annotations(_ line: String) -> [String] {
  line.dropFirst(3).split(separator: ";").map { entry in
    fields(String(entry)).joined(separator: " ")
  }
}

/// Whether text is an import path: elements of letters, digits and `-._~+` that no file system
/// refuses.
///
/// - SeeAlso: `CheckImportPath` in `golang.org/x/mod/module`.
func isImportPath(_ path: String) -> Bool {
  guard !path.isEmpty, path.first != "-" else { return false }
  return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isPathElement)
}

private func isPathElement(_ element: Substring) -> Bool {
  guard element.last != ".", !element.isEmpty,
    element.utf8.allSatisfy({ byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || "-._~+".utf8.contains(byte)
    })
  else { return false }
  let stem = element.prefix { $0 != "." }
  if reservedNames.contains(stem.uppercased()) { return false }
  guard let tilde = stem.lastIndex(of: "~") else { return true }
  let suffix = stem[stem.index(after: tilde)...]
  return suffix.isEmpty || !suffix.utf8.allSatisfy { (48...57).contains($0) }
}

/// Names Windows keeps for devices.
private let reservedNames: Set<String> = [
  "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8",
  "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
]
