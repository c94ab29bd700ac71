internal import Bytes
internal import Compatibility
public import Diagnostics
internal import Workspace

/// What a comparison came to.
public struct BincompatResult: Sendable {
  /// For standard output; empty when it went into a file.
  public var text: String
  /// Warnings about the ignore file.
  public var diagnostics: [Diagnostic]
  /// `nil` when programs linked with the old version go on as before.
  public var status: ExitStatus?
}

/// Compares two versions of a library, a directory or a package.
public func bincompat(_ request: BincompatRequest) throws -> BincompatResult {
  let (ignoring, ignoreFile) = try ignoreList(request)
  let day = try referenceDay(request, ignoring)
  let profile = try profile(named: request.profile)
  let outputs = [request.output, request.abignore].compactMap(\.self)
  try requireOther(outputs, than: request.old.inputs + request.new.inputs + [ignoreFile])
  let old = try loadInterfaces(request.old)
  let new = try loadInterfaces(request.new)
  let report = CompatibilityReport(
    old: (old.side, old.set), new: (new.side, new.set), profile: profile, ignoring: ignoring,
    on: day, toolVersion: toolVersion)
  let text =
    switch request.format {
    case .text: report.text
    case .markdown: report.markdown
    case .json: try jsonText(report)
    }
  if let output = request.output { try publish(text, to: output) }
  if let abignore = request.abignore { try publish(ignoring.libabigailText, to: abignore) }
  let status: ExitStatus? =
    report.summary.breaking > 0
    ? .findings : request.strict && report.summary.undefined > 0 ? .undecided : nil
  return BincompatResult(
    text: request.output == nil ? text : "",
    diagnostics: idleWarnings(report.idleEntries, in: ignoreFile), status: status)
}

/// Saves the interfaces of a file, directory or package for later comparisons.
public func dumpInterfaces(_ side: BincompatRequest.Side, into output: String?) throws -> String {
  if let output { try requireOther(output, than: side.inputs) }
  let loaded = try loadInterfaces(side)
  let text = try jsonText(InterfaceDump(loaded.side, loaded.set))
  guard let output else { return text }
  try publish(text, to: output)
  return ""
}

private func profile(named name: String) throws(Diagnostic) -> InterfaceProfile {
  guard let profile = InterfaceProfile(rawValue: name) else {
    throw Diagnostic(
      "bincompat.unknown-profile", "there is no profile '\(name)'",
      hint: "use \(InterfaceProfile.allCases.map(\.rawValue).joined(separator: ", "))",
      exit: .usage)
  }
  return profile
}

/// The ignore file, and what it is called; none is an empty one.
private func ignoreList(_ request: BincompatRequest) throws -> (IgnoreList, String) {
  let usual = ".bincompat-ignore"
  let path = request.ignoreFile ?? usual
  if request.ignoreFile == nil, try FileFacts.of(usual) == nil { return (IgnoreList.empty, usual) }
  let bytes = try InputFile(path).contents(limit: 4 << 20)
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw Diagnostic("bincompat.bad-entry", "'\(path)' is not UTF-8 text", hint: "save it as UTF-8")
  }
  return (try IgnoreList(parsing: text, file: path), path)
}

/// The day that entries expire against: never the clock's.
private func referenceDay(
  _ request: BincompatRequest, _ ignoring: IgnoreList
) throws(Diagnostic) -> CalendarDate? {
  if let text = request.date {
    guard let day = CalendarDate(text) else {
      throw Diagnostic(
        "bincompat.bad-date", "'\(text)' is no day", hint: "write the day as YYYY-MM-DD",
        exit: .usage)
    }
    return day
  }
  if let text = request.environment["SOURCE_DATE_EPOCH"], !text.isEmpty {
    return CalendarDate(secondsSinceEpoch: try sourceDateEpoch(text))
  }
  guard ignoring.expires else { return nil }
  throw Diagnostic(
    "bincompat.no-date", "entries of the ignore file expire, and nothing says what day it is",
    at: ignoring.entries.first { $0.until != nil }?.location,
    hint: "give --date YYYY-MM-DD, or set SOURCE_DATE_EPOCH")
}

private func idleWarnings(
  _ entries: [CompatibilityReport.IdleEntry], in file: String
) -> [Diagnostic] {
  entries.map { entry in
    let isExpired = entry.state == "expired"
    return Diagnostic(
      isExpired ? "bincompat.expired-entry" : "bincompat.unused-entry",
      isExpired
        ? "'\(entry.entry)' no longer holds" : "'\(entry.entry)' matches no change",
      severity: .warning, at: SpecLocation(file: file, line: entry.line, column: 1),
      hint: isExpired ? "decide anew, or delete the entry" : "delete the entry")
  }
}

/// Writes a small file in one step.
private func publish(_ text: String, to output: String) throws {
  let (directory, name) = splitPath(output)
  let staged = try StagedOutput(directory: directory, creating: true)
  try staged.requireWritable(name)
  let file = try staged.scratch(for: name)
  try file.append(Array(text.utf8))
  staged.add(file, permissions: 0o644)
  _ = try staged.publish()
}

extension BincompatRequest.Side {
  /// Every file that is read for it.
  fileprivate var inputs: [String] { [path] + [debug, header].compactMap(\.self) }
}
