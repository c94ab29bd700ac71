internal import Bytes
internal import Archiving
internal import Checks
internal import Diagnostics
internal import Kconfig
internal import Recipe
internal import Workspace

/// Checks what a recipe asks of kernels and sources; returns findings.
///
/// The recipe's own mistakes are findings too, so that all come out at once.
func checkPreconditions(_ preconditions: Preconditions) throws -> [Diagnostic] {
  var findings: [Diagnostic] = []
  if let kconfig = preconditions.kconfig { findings += try check(kconfig) }
  if let vendor = preconditions.vendor { findings += try check(vendor) }
  return findings
}

private func check(_ kconfig: KconfigPreconditions) throws -> [Diagnostic] {
  var findings: [Diagnostic] = []
  var expectations: [KconfigExpectation] = []
  for rule in kconfig.rules {
    do throws(Diagnostic) {
      expectations.append(
        KconfigExpectation(
          rule: try interpreted(rule), severity: rule.severity, location: rule.location))
    } catch {
      findings.append(error)
    }
  }
  var references: [KconfigReference] = []
  for reference in kconfig.references {
    do throws(Diagnostic) {
      for path in try configurations(at: reference) {
        do throws(Diagnostic) {
          references.append(try readConfiguration(path, at: reference.location))
        } catch {
          findings.append(error.asked(kconfig.onMissing))
        }
      }
    } catch {
      findings.append(error.asked(kconfig.onMissing))
    }
  }
  if findings.hasErrors { return findings }
  return findings + checkKconfig(expectations, references: references)
}

extension Diagnostic {
  /// The same as bad as `on-missing` says it is.
  fileprivate func asked(_ policy: KconfigPreconditions.OnMissing) -> Diagnostic {
    guard policy == .skip else { return self }
    var note = self
    note.severity = .note
    return note
  }
}

/// The configurations a reference stands for: itself, or every file of a directory.
private func configurations(at reference: Located<String>) throws(Diagnostic) -> [String] {
  guard let facts = try FileFacts.of(reference.value) else {
    throw .missing(reference.value, at: reference.location)
  }
  guard facts.kind == .directory else { return [reference.value] }
  let directory =
    reference.value.hasSuffix("/") ? String(reference.value.dropLast()) : reference.value
  var files: [String] = []
  for name in try directoryNames(directory) where !name.hasPrefix(".") {
    let path = "\(directory)/\(name)"
    if try FileFacts.of(path)?.kind == .file { files.append(path) }
  }
  return files
}

/// Reads one configuration, compressed or not; findings name it by its file.
private func readConfiguration(
  _ path: String, at location: SpecLocation
) throws(Diagnostic) -> KconfigReference {
  let limit = 16 << 20
  let name = baseName(path)
  let stored = try InputFile(path, at: location).contents(limit: limit)
  do {
    let plain = try decompressed(stored, limit: limit)
    var reader = unsafe ByteReader(plain.span.bytes)
    return KconfigReference(name: name, file: try KconfigFile(parsing: &reader))
  } catch {
    throw Diagnostic(
      "kconfig.unreadable", "'\(path)' is not a kernel configuration: \(error)", at: location,
      hint: "reference .config files, plain or compressed, or directories that hold only those")
  }
}

/// Undoes gzip, xz or zstd; refuses to grow beyond `limit` bytes.
private func decompressed(_ stored: [UInt8], limit: Int) throws -> [UInt8] {
  var offset = 0
  let decompressor = try unsafe Decompressor { buffer in
    let count = min(buffer.count, stored.count - offset)
    unsafe buffer.copyBytes(from: stored[offset..<offset + count])
    offset += count
    return count
  }
  let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  defer { unsafe window.deallocate() }
  var plain: [UInt8] = []
  while true {
    let count = try unsafe decompressor.read(into: window)
    if count == 0 { return plain }
    guard plain.count + count <= limit else {
      throw ArchiveError(code: -25, message: "it unpacks to more than \(limit) bytes")
    }
    unsafe plain.append(contentsOf: window[0..<count])
  }
}

/// The recipe's texts, read as the requirement language.
private func interpreted(_ rule: Recipe.KconfigRule) throws(Diagnostic) -> Kconfig.KconfigRule {
  var condition = Kconfig.KconfigRule.Condition()
  if let when = rule.when {
    if let kernel = when.kernel {
      condition.kernel = try interpreted(at: kernel.location) { () throws(MalformedRequirement) in
        try KernelCondition(kernel.value)
      }
    }
    condition.architectures = when.architectures.map(\.value)
    condition.reference = when.reference?.value.text
    condition.set = try interpreted(when.set)
  }
  var any: [Kconfig.KconfigRule] = []
  for alternative in rule.any { any.append(try interpreted(alternative)) }
  return Kconfig.KconfigRule(
    require: try interpreted(rule.require), forbid: try interpreted(rule.forbid), any: any,
    when: condition, why: rule.why)
}

private func interpreted(
  _ requirements: [Recipe.KconfigRequirement]
) throws(Diagnostic) -> [Kconfig.KconfigRequirement] {
  var result: [Kconfig.KconfigRequirement] = []
  for requirement in requirements {
    result.append(
      try interpreted(at: requirement.option.location) { () throws(MalformedRequirement) in
        try Kconfig.KconfigRequirement(
          option: requirement.option.value, values: requirement.accepted.map(\.value))
      })
  }
  return result
}

private func interpreted(
  _ prohibitions: [Recipe.KconfigProhibition]
) throws(Diagnostic) -> [Kconfig.KconfigProhibition] {
  var result: [Kconfig.KconfigProhibition] = []
  for prohibition in prohibitions {
    let option = prohibition.option
    guard !prohibition.values.isEmpty else {
      result.append(Kconfig.KconfigProhibition(option: option.value))
      continue
    }
    result.append(
      try interpreted(at: option.location) { () throws(MalformedRequirement) in
        try Kconfig.KconfigProhibition(
          option: option.value, values: prohibition.values.map(\.value))
      })
  }
  return result
}

private func interpreted<Value>(
  at location: SpecLocation, _ body: () throws(MalformedRequirement) -> Value
) throws(Diagnostic) -> Value {
  do throws(MalformedRequirement) { return try body() } catch {
    throw Diagnostic(
      "kconfig.malformed-rule", "this is not a requirement: \(error)", at: location,
      hint: "write y, m, n, enabled, >=N, \"text\", contains X or ~REGEX")
  }
}

private func check(_ vendor: VendorPreconditions) throws -> [Diagnostic] {
  let directory = vendor.path.value == "." ? "" : vendor.path.value
  func path(_ name: String) -> String { directory.isEmpty ? name : "\(directory)/\(name)" }
  let limit = 16 << 20
  let goMod = try InputFile(path("go.mod"), at: vendor.path.location).contents(limit: limit)
  func optional(_ name: String) throws(Diagnostic) -> [UInt8]? {
    guard try FileFacts.of(path(name)) != nil else { return nil }
    return try InputFile(path(name)).contents(limit: limit)
  }
  let files =
    try FileFacts.of(path("vendor"))?.kind == .directory
    ? try listing(below: path("vendor")) : nil
  return checkVendor(
    VendorTree(
      directory: directory, goMod: goMod, modulesTxt: try optional("vendor/modules.txt"),
      goSum: try optional("go.sum"), files: files))
}

/// Every regular file below a directory, relative to it, sorted.
private func listing(below directory: String) throws(Diagnostic) -> [String] {
  var result: [String] = []
  var waiting = [""]
  while let relative = waiting.popLast() {
    let path = relative.isEmpty ? directory : "\(directory)/\(relative)"
    guard let facts = try FileFacts.of(path, followingLinks: false) else { continue }
    switch facts.kind {
    case .directory:
      for name in try directoryNames(path).reversed() {
        waiting.append(relative.isEmpty ? name : "\(relative)/\(name)")
      }
    case .file, .symlink, .other: result.append(relative)
    }
  }
  return result
}
