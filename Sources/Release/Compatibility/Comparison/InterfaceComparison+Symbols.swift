extension InterfaceComparison {
  /// What binds a program to a symbol: its name and version.
  private struct Key: Hashable {
    var name: String
    var version: String?

    init(name: String, version: String? = nil) {
      self.name = name
      self.version = version
    }

    init(_ symbol: SymbolExport) { self.init(name: symbol.name, version: symbol.version) }
  }

  mutating func compareVersionNodes() {
    let before = Set(old.versionNodes.map(\.name))
    let now = Set(new.versionNodes.map(\.name))
    let inUse = Set(old.exports.compactMap(\.version))
    for name in before.subtracting(now).sorted() {
      // Nothing binds to a version without symbols, unless a linker asks for it by itself.
      let isUsed = inUse.contains(name)
      report(
        isUsed ? .breaking : .undefined, .versionRemoved,
        isUsed
          ? "programs that ask for the version do not start"
          : "no symbol had the version, and a linker may have asked for it nevertheless",
        old: name)
    }
    for name in now.subtracting(before).sorted() {
      report(.nonBreaking, .versionAdded, "a new version is defined", new: name)
    }
  }

  mutating func compareSymbols() {
    let before = Dictionary(oldExports.map { (Key($0), $0) }) { first, _ in first }
    let now = Dictionary(newExports.map { (Key($0), $0) }) { first, _ in first }
    let formerDefaults = Self.defaults(oldExports)
    let defaults = Self.defaults(newExports)
    for symbol in oldExports {
      // A program linked when the library had no versions takes whatever is the default now.
      let bare = symbol.version == nil ? defaults[symbol.name] : nil
      if let other = now[Key(symbol)] ?? bare {
        compare(symbol, other)
      } else {
        report(
          .breaking, symbol.removal, "it is no longer exported", old: symbol.fullName, of: symbol)
      }
      // No linker makes two defaults; of a damaged file's the first counts, on either side.
      guard symbol.isDefault, formerDefaults[symbol.name]?.version == symbol.version else {
        continue
      }
      let other = defaults[symbol.name]
      if other?.version != symbol.version, now[Key(symbol)] != nil || other != nil {
        report(
          .nonBreaking, .defaultVersion, "programs linked from now on are bound to another version",
          old: symbol.fullName, new: other?.fullName, of: symbol)
      }
    }
    let names = Set(oldExports.map(\.name))
    for symbol in newExports where before[Key(symbol)] == nil {
      guard names.contains(symbol.name) else {
        report(.nonBreaking, symbol.addition, "it is new", new: symbol.fullName, of: symbol)
        continue
      }
      // A new default was reported in place of the old one.
      if symbol.isDefault, formerDefaults[symbol.name] != nil { continue }
      report(
        .nonBreaking, .symbolVersion, "it has a further version", new: symbol.fullName, of: symbol)
    }
  }

  /// The symbol that who asks for no version gets, by name.
  private static func defaults(_ symbols: [SymbolExport]) -> [String: SymbolExport] {
    Dictionary(symbols.filter(\.isDefault).map { ($0.name, $0) }) { first, _ in first }
  }

  private mutating func compare(_ before: SymbolExport, _ now: SymbolExport) {
    compareKinds(before, now)
    if before.isVariable, now.isVariable, before.size != now.size {
      let isKnown = before.size != 0 && now.size != 0
      report(
        isKnown ? .breaking : .undefined, .variableSize,
        isKnown
          ? "programs have room for the old size only" : "the size of one of them is not known",
        old: "\(before.size) bytes", new: "\(now.size) bytes", of: now)
    }
    if before.binding != now.binding {
      report(
        .nonBreaking, .binding, "it binds differently", old: before.binding, new: now.binding,
        of: now)
    }
    if before.visibility != now.visibility {
      // A program's copy of protected data and the library's own are two.
      let isCopied = now.isData && now.visibility == "PROTECTED"
      report(
        isCopied ? .breaking : .nonBreaking, .visibility,
        isCopied
          ? "programs that copy the variable no longer share it with the library"
          : "others may no longer, or may now, put another in its place",
        old: before.visibility, new: now.visibility, of: now)
    }
  }

  private mutating func compareKinds(_ before: SymbolExport, _ now: SymbolExport) {
    guard before.type != now.type else { return }
    if before.isFunction, now.isFunction {
      report(
        .nonBreaking, .indirectFunction, "how the function is chosen changed", old: before.type,
        new: now.type, of: now)
    } else if before.isData, now.isData {
      return
    } else {
      // Assembly does not always say what a symbol is.
      let isUnsaid = before.type == "NOTYPE" || now.type == "NOTYPE"
      let isThreadLocal = before.isThreadLocal || now.isThreadLocal
      report(
        isUnsaid && !isThreadLocal ? .undefined : .breaking, .symbolKind,
        "it is something else now", old: before.type, new: now.type, of: now)
    }
  }
}

extension SymbolExport {
  /// Whether programs read or write it, rather than call it.
  var isVariable: Bool { isData || isThreadLocal }

  fileprivate var removal: CompatibilityRule {
    isFunction ? .functionRemoved : isVariable ? .variableRemoved : .symbolRemoved
  }

  fileprivate var addition: CompatibilityRule {
    isFunction ? .functionAdded : isVariable ? .variableAdded : .symbolAdded
  }
}
