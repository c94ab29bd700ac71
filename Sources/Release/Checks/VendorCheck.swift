internal import Bytes
public import Diagnostics
internal import GoBuild

/// The files that tell what a Go module's `vendor` directory should hold, and what it does.
public struct VendorTree: Hashable, Sendable {
  /// Where the module is, as findings should say it; empty for the current directory.
  public var directory: String
  /// The contents of `go.mod`.
  public var goMod: [UInt8]
  /// The contents of `vendor/modules.txt`; `nil` when it does not exist.
  public var modulesTxt: [UInt8]?
  /// The contents of `go.sum`; `nil` when it does not exist or is not to be looked at.
  public var goSum: [UInt8]?
  /// Every regular file below `vendor`, relative to it; `nil` when it was not listed.
  public var files: [String]?

  public init(
    directory: String = "", goMod: [UInt8], modulesTxt: [UInt8]?, goSum: [UInt8]? = nil,
    files: [String]? = nil
  ) {
    self.directory = directory
    self.goMod = goMod
    self.modulesTxt = modulesTxt
    self.goSum = goSum
    self.files = files
  }

  func path(_ name: String) -> String { directory.isEmpty ? name : "\(directory)/\(name)" }
}

/// Judges whether a vendor directory is what `go.mod` asks for, without the go command.
///
/// Refuses what `go build -mod=vendor` refuses for `go.mod` and `vendor/modules.txt`, and with a
/// listing also files and packages that no module accounts for. It does *not* look into the
/// vendored files, so it never shows that they are what `go.sum` pins.
///
/// - SeeAlso: `checkVendorConsistency` in `cmd/go/internal/modload/vendor.go`.
public func checkVendor(_ tree: VendorTree) -> [Diagnostic] {
  let module: GoModuleFile
  let list: ModulesTxt
  let sums: GoSum?
  do throws(UnreadableVendorFile) {
    module = try read("go.mod", tree.goMod, tree) { reader throws(MalformedInput) in
      try GoModuleFile(parsing: &reader)
    }
    list = try read("vendor/modules.txt", tree.modulesTxt ?? [], tree) {
      reader throws(MalformedInput) in try ModulesTxt(parsing: &reader)
    }
    sums =
      if let bytes = tree.goSum {
        try read("go.sum", bytes, tree) { reader throws(MalformedInput) in
          try GoSum(parsing: &reader)
        }
      } else { nil }
  } catch { return [error.diagnostic] }
  let inventory = VendorInventory(tree, module, list)
  var findings: [Diagnostic] = []
  if tree.modulesTxt == nil {
    if !module.requirements.isEmpty || !module.replacements.isEmpty {
      findings.append(
        Diagnostic(
          "vendor.missing-modules-txt", "'\(tree.path("vendor/modules.txt"))' does not exist",
          hint: "run 'go mod vendor'", exit: .findings))
    }
    return findings
  }
  findings += inventory.consistencyFindings
  findings += inventory.attributionFindings
  if let sums { findings += inventory.sumFindings(sums) }
  if let files = tree.files { findings += inventory.listingFindings(files) }
  return findings.inReadingOrder
}

private struct UnreadableVendorFile: Error { var diagnostic: Diagnostic }

private func read<Value>(
  _ name: String, _ bytes: [UInt8], _ tree: VendorTree,
  _ parse: (inout ByteReader) throws(MalformedInput) -> Value
) throws(UnreadableVendorFile) -> Value {
  do throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    return try parse(&reader)
  } catch {
    let before = bytes.prefix(error.offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    let problem = error.field.map { "the \($0) is malformed" } ?? "the file is malformed"
    throw UnreadableVendorFile(
      diagnostic: Diagnostic(
        "vendor.malformed-file", "\(problem) (\(error.code.name))",
        at: SpecLocation(
          file: tree.path(name), line: line, column: before.count - start + 1),
        hint: "run 'go mod edit -fmt' to see what the go command says of it", exit: .badInput))
  }
}
