internal import Bytes
internal import ELF
internal import GoBuild

/// A checker compiled into a program to find its mistakes, at the price of speed and of what the
/// checker itself lets in.
public enum Instrumentation: String, Hashable, Sendable, CaseIterable {
  /// The race detector, `go build -race` or `-fsanitize=thread`.
  case race
  /// `-msan` or `-fsanitize=memory`.
  case memory = "msan"
  /// `-asan` or `-fsanitize=address`.
  case address = "asan"
  /// Counters of what ran, `go build -cover` or `--coverage`.
  case coverage = "cover"

  /// What the program was instrumented with, in this order.
  ///
  /// The build information tells; else the libraries needed and the symbols of the checkers do,
  /// of which a program keeps those linked into it only until it is stripped, unless they are
  /// exported, as Clang does.
  static func found(
    in file: ELFFile, _ buildInfo: BuildInfo?, _ imports: [ImportedSymbol], _ bytes: RawSpan
  ) throws(MalformedInput) -> [Instrumentation] {
    var symbols: SymbolTable?
    if buildInfo?.settings.isEmpty ?? true, !file.isTruncated {
      symbols = try file.staticSymbols(in: bytes)
      // A checker linked into a program is offered to the libraries it loads.
      if symbols == nil, !file.isDebugFile { symbols = try file.dynamicSymbols(in: bytes) }
    }
    var result: [Instrumentation] = []
    for kind in allCases {
      var isFound =
        buildInfo?.setting(kind.setting) == "true"
        || kind.isNeeded(by: file)
        || imports.contains { $0.name == kind.symbol && !$0.isWeak }
      if !isFound, let symbols {
        isFound = try symbols.symbol(named: kind.symbol, in: bytes)?.isDefined ?? false
      }
      if isFound { result.append(kind) }
    }
    return result
  }

  /// Whether `file` needs the checker's library.
  func isNeeded(by file: ELFFile) -> Bool {
    file.dynamic?.needed.contains { $0.hasPrefix(library) } ?? false
  }

  private var setting: String { "-\(rawValue)" }

  private var library: String {
    switch self {
    case .race: "libtsan."
    case .memory: "libmsan."
    case .address: "libasan."
    case .coverage: "libgcov."
    }
  }

  /// What every instrumented program calls or contains.
  private var symbol: String {
    switch self {
    case .race: "__tsan_init"
    case .memory: "__msan_init"
    case .address: "__asan_init"
    case .coverage: "__gcov_init"
    }
  }
}
