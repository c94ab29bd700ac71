internal import Bytes
internal import Checks
internal import Diagnostics
internal import ELF
internal import Workspace

/// What `pkg strip` is asked for.
public struct StripRequest: Sendable {
  public var input: String
  public var output: String
  /// The name of a `StripMode`.
  public var mode: String
  public var removedSections: [String]
  public var keepsTrailingData: Bool
  public var dropsModuleSignature: Bool
  /// Where the debugging information goes; a directory when it ends in a slash.
  public var debugFile: String?
  /// The name of a ``DebugCompression``; `nil` leaves every section as it is.
  public var debugCompression: String?

  public init(
    input: String, output: String, mode: String, removedSections: [String] = [],
    keepsTrailingData: Bool = false, dropsModuleSignature: Bool = false,
    debugFile: String? = nil, debugCompression: String? = nil
  ) {
    self.input = input
    self.output = output
    self.mode = mode
    self.removedSections = removedSections
    self.keepsTrailingData = keepsTrailingData
    self.dropsModuleSignature = dropsModuleSignature
    self.debugFile = debugFile
    self.debugCompression = debugCompression
  }
}

/// Strips one ELF file into another, atomically, keeping its mode; perhaps splits off what
/// debuggers need.
///
/// The input is mapped and its ranges are copied within the kernel: memory does not grow with
/// its size.
public func strip(_ request: StripRequest) throws {
  var options = StripOptions(
    try choice(request.mode, of: StripMode.self, "strip.unknown-mode", "strip mode"),
    removedSections: Set(request.removedSections), keepsTrailingData: request.keepsTrailingData,
    dropsModuleSignature: request.dropsModuleSignature)
  let compression = try request.debugCompression.map {
    try choice($0, of: DebugCompression.self, "strip.unknown-compression", "compression")
  }
  let input = try InputFile(request.input)
  let place = splitPath(request.output)
  let staged = try StagedOutput(directory: place.directory, creating: false)
  try staged.requireWritable(place.name)
  let result = try staged.scratch(for: place.name)
  var debug: StagedOutput?
  try withMapping(of: input) { bytes in
    let file = try program(in: bytes, of: request.input)
    do {
      if let path = request.debugFile {
        let debugPlace = splitPath(try debugFilePath(path, for: file, request))
        let isBeside = debugPlace.directory == place.directory
        let output =
          try isBeside
          ? staged : StagedOutput(directory: debugPlace.directory, creating: path.hasSuffix("/"))
        try output.requireWritable(debugPlace.name)
        let debugFile = try output.scratch(for: debugPlace.name)
        let checksum = try writeDebugFile(
          of: file, in: bytes, compression, spool: output.scratch(for: debugPlace.name),
          into: debugFile, from: input)
        output.add(debugFile)
        options.debugLink = DebugLink(name: debugPlace.name, checksum: checksum)
        if !isBeside { debug = output }
      }
      let image = try file.stripped(options, of: bytes)
      for piece in image.pieces {
        switch piece {
        case .input(let range): try result.append(range, of: input)
        case .bytes(let bytes): try result.append(bytes)
        }
      }
    } catch let refusal as EditRefusal {
      throw Diagnostic(refusedStrip: refusal, subject: request.input)
    }
  }
  staged.add(result, permissions: input.facts.permissions)
  // Both or none; a debug file without its program does no harm, a program that names none does.
  _ = try StagedOutput.publish((debug.map { [$0] } ?? []) + [staged])
}

/// The headers of a file that must be ELF, and no archive of such files.
private func program(in bytes: RawSpan, of path: String) throws(Diagnostic) -> ELFFile {
  do throws(MalformedInput) {
    var reader = ByteReader(bytes)
    return try ELFFile(parsing: &reader)
  } catch {
    if let format = ELFFile.foreignFormat(of: bytes), format == "an ar archive" {
      throw Diagnostic(
        "strip.archive", "'\(path)' is \(format), not one file",
        hint: "take its members out with 'ar x', strip them, and archive them with 'ar Drcs'")
    }
    throw Diagnostic(malformedBinary: error, prefix: bytes, subject: path)
  }
}

/// Where the debug file goes: at `path`, or by build id below a directory.
private func debugFilePath(
  _ path: String, for file: ELFFile, _ request: StripRequest
) throws(Diagnostic) -> String {
  guard path.hasSuffix("/") else {
    try requireOther(path, than: [request.input])
    guard try !isSamePlace(path, request.output) else {
      throw Diagnostic(
        "strip.same-file", "'\(path)' cannot be the debug file and the program at once",
        hint: "give --split a name of its own", exit: .usage)
    }
    return path
  }
  guard let name = file.notes.debugFilePath else {
    throw Diagnostic(
      "strip.no-build-id", "'\(request.input)' has no GNU build id to name its debug file by",
      hint: "name a file with --split, or link with a build id")
  }
  return path + name
}

/// One of the values of a closed set, by its name.
private func choice<Value: RawRepresentable & CaseIterable>(
  _ name: String, of _: Value.Type, _ code: String, _ what: String
) throws(Diagnostic) -> Value where Value.RawValue == String {
  if let value = Value(rawValue: name) { return value }
  let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
  throw Diagnostic(code, "'\(name)' is no \(what)", hint: "use \(known)", exit: .usage)
}
