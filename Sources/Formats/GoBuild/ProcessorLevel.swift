public import Bytes
public import ELF

/// The lowest processor a Go program was compiled for, within its architecture.
public struct ProcessorLevel: Hashable, Sendable {
  /// How the level is known.
  public enum Source: String, Hashable, Sendable, CaseIterable {
    /// The toolchain recorded it.
    case buildInfo = "build info"
    /// The linker set a variable of the runtime, which its symbol leads to.
    case runtimeSymbol = "runtime symbol"
    /// The runtime has the words with which it refuses lesser processors.
    case runtimeMessage = "runtime message"
  }

  /// Such as `GOARM`.
  public var variable: String
  /// As the variable spells it, such as `7`, `v3` or `hardfloat`.
  public var value: String
  public var source: Source

  public init(variable: String, value: String, source: Source) {
    self.variable = variable
    self.value = value
    self.source = source
  }
}

extension ProcessorLevel {
  /// The level of a Go program as `variable`, such as `GOARM`, says it; `nil` when nothing tells.
  ///
  /// Asks the build information first. Where that is silent, 32-bit ARM keeps the level in
  /// `runtime.goarm` and `runtime.goarmsoftfp`, to which only an unstripped program leads, and
  /// amd64 and arm64 refuse lesser processors in words that are searched for in read-only data.
  /// `bytes` is the whole file that `file` was read from.
  public init?(
    of file: ELFFile, _ buildInfo: BuildInfo?, variable: String, in bytes: RawSpan
  ) throws(MalformedInput) {
    if let value = buildInfo?.setting(variable) {
      self.init(variable: variable, value: value, source: .buildInfo)
      return
    }
    guard !file.isTruncated else { return nil }
    switch variable {
    case "GOARM":
      guard let level = try Self.byte("runtime.goarm", file, bytes), (5...7).contains(level) else {
        return nil
      }
      let isSoft = try Self.byte("runtime.goarmsoftfp", file, bytes) == 1
      // GOARM=5 is without floating point unless told otherwise, the others with.
      let suffix = isSoft == (level == 5) ? "" : isSoft ? ",softfloat" : ",hardfloat"
      self.init(variable: variable, value: "\(level)\(suffix)", source: .runtimeSymbol)
    case "GOAMD64":
      let found = ["v4", "v3", "v2"].first { level in
        file.hasConstant(
          "AMD64 processors with \(level) microarchitecture support.", in: bytes)
      }
      guard let found else { return nil }
      self.init(variable: variable, value: found, source: .runtimeMessage)
    case "GOARM64":
      let words = "This program can only run on ARM64 processors with LSE"
      guard file.hasConstant(words, in: bytes) else { return nil }
      self.init(variable: variable, value: "v8.0,lse", source: .runtimeMessage)
    default: return nil
    }
  }

  /// The byte a variable of the runtime starts with.
  private static func byte(
    _ name: String, _ file: ELFFile, _ bytes: RawSpan
  ) throws(MalformedInput) -> UInt8? {
    guard let table = try file.staticSymbols(in: bytes),
      let symbol = try table.symbol(named: name, in: bytes),
      let range = file.fileRange(ofAddress: symbol.value, count: 1)
    else { return nil }
    return [UInt8](copying: bytes.extracting(range)).first
  }
}
