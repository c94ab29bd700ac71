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

  public init(
    content: Content, file: ELFFile, buildInfo: BuildInfo?, unstrippedSHA256: String?
  ) {
    self.content = content
    self.file = file
    self.buildInfo = buildInfo
    self.unstrippedSHA256 = unstrippedSHA256
  }
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
