public import Bytes
public import ELF
public import GoBuild

/// A binary that passed its checks, as it goes into the packages.
public struct PreparedBinary: Sendable {
  /// The bytes to install: stripped, as ranges of the input.
  public var content: Content
  /// What the input said of itself, read before anything was removed.
  public var file: ELFFile
  public var buildInfo: BuildInfo?
  /// SHA-256 of the input in hexadecimal, when stripping changed it.
  public var unstrippedSHA256: String?
  /// What debuggers need, when it is split off.
  public var debug: SplitDebug?

  public init(
    content: Content, file: ELFFile, buildInfo: BuildInfo?, unstrippedSHA256: String?,
    debug: SplitDebug? = nil
  ) {
    self.content = content
    self.file = file
    self.buildInfo = buildInfo
    self.unstrippedSHA256 = unstrippedSHA256
    self.debug = debug
  }
}

/// The debug file of a binary, and the number that the two have in common.
public struct SplitDebug: Sendable {
  /// Ranges of the unstripped binary, and new headers.
  public var content: Content
  /// The GNU build id, in hexadecimal.
  public var buildID: String
  /// The unstripped binary, as the recipe names it.
  public var source: String

  public init(content: Content, buildID: String, source: String) {
    self.content = content
    self.buildID = buildID
    self.source = source
  }

  /// Where debuggers look for it, below `/usr/lib/debug`, without `.debug`.
  var link: String { ".build-id/\(buildID.prefix(2))/\(buildID.dropFirst(2))" }
}

extension Content {
  /// A stripped file: ranges of the input it was made from, and the few bytes that are new.
  public init(_ image: EditedImage, of input: any ByteSource) {
    self.init(
      image.pieces.map { piece in
        switch piece {
        case .input(let range): .source(input, range)
        case .bytes(let bytes): .bytes(bytes)
        }
      })
  }
}
