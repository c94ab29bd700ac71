public import Bytes
public import Diagnostics

/// A package's parts, but for its payload, of which only the place is known.
public struct RPMPackage: Hashable, Sendable {
  public let lead: RPMLead
  public let signatureHeader: RPMHeader
  /// The bytes that bring the main header to a multiple of eight.
  public let signaturePadding: [UInt8]
  public let header: RPMHeader
  /// Where the main header lies in the file: what a header signature covers.
  public let headerRange: Range<Int>
  /// Where the payload lies: from the main header to the end of the file.
  public let payloadRange: Range<Int>

  /// Reads everything before the payload.
  ///
  /// Holds no more than the two headers, within ``RPMHeader/Limits``. What can be
  /// read but should not be trusted is for ``checkLayout()`` to say.
  ///
  /// - Parameter source: the whole package.
  /// - Returns: its parts, as they lie there.
  /// - Throws: ``RPMReadFailure`` for bytes that are no package, or cannot be had.
  public static func read(from source: some ByteSource) throws(RPMReadFailure) -> RPMPackage {
    let lead = try part(source, at: 0, count: RPMLead.size) { reader throws(MalformedInput) in
      try RPMLead(parsing: &reader)
    }
    let signature = try header(source, at: RPMLead.size, limits: .signature)
    let signatureEnd = RPMLead.size + signature.serializedSize
    let start = RPMPrologue.paddedEnd(of: signature.serializedSize)
    let padding = try part(source, at: signatureEnd, count: start - signatureEnd) {
      reader throws(MalformedInput) in try reader.array(start - signatureEnd, field: "padding")
    }
    let main = try header(source, at: start, limits: .main)
    let end = start + main.serializedSize
    return RPMPackage(
      lead: lead, signatureHeader: signature, signaturePadding: padding, header: main,
      headerRange: start..<end, payloadRange: end..<source.count)
  }

  private static func header(
    _ source: some ByteSource, at offset: Int, limits: RPMHeader.Limits
  ) throws(RPMReadFailure) -> RPMHeader {
    let size = try part(source, at: offset, count: RPMHeader.introSize) {
      reader throws(MalformedInput) in
      try RPMHeader.Intro(parsing: &reader, limits: limits).totalSize
    }
    return try part(source, at: offset, count: size) { reader throws(MalformedInput) in
      try RPMHeader(parsing: &reader, limits: limits)
    }
  }

  private static func part<Value>(
    _ source: some ByteSource, at offset: Int, count: Int,
    _ parse: (inout ByteReader) throws(MalformedInput) -> Value
  ) throws(RPMReadFailure) -> Value {
    guard count <= source.count - offset else {
      throw .malformed(MalformedInput(.truncated, at: source.count))
    }
    let bytes: [UInt8]
    do throws(SourceFailure) { bytes = try source.bytes(in: offset..<offset + count) } catch {
      throw .source(error)
    }
    var reader = unsafe ByteReader(bytes.span.bytes, base: offset)
    do throws(MalformedInput) { return try parse(&reader) } catch { throw .malformed(error) }
  }
}

/// Why a package could not be read.
public enum RPMReadFailure: Error, Hashable, Sendable {
  case malformed(MalformedInput)
  case source(SourceFailure)

  /// The failure as a sentence about the file.
  public var diagnostic: Diagnostic {
    switch self {
    case .malformed(let fault):
      Diagnostic(
        "rpm.malformed", "this is not a readable RPM package: \(fault)",
        hint: "fetch or build the package anew")
    case .source(let failure): failure.diagnostic
    }
  }
}

extension SourceFailure {
  var diagnostic: Diagnostic {
    Diagnostic("rpm.unreadable", "cannot read '\(name)': \(reason)", exit: .inputOutput)
  }
}
