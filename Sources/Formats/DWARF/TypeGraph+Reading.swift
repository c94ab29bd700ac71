public import Bytes
public import ELF

/// What a file's debugging information has to say about types.
public enum DebugEvidence: Hashable, Sendable {
  case types(TypeGraph)
  /// There is none.
  case absent
  /// It lies in files of its own, `.dwo`, which are not read; the name of one where it is told.
  case split(String?)
  /// Part of it lies in this file, which is not at hand.
  case shared(DebugSupplement)
}

extension TypeGraph {
  /// Reads from a file's debugging information what `roots` are and the types they lead to.
  ///
  /// Equal types of different units are one. Time and memory are bounded by a multiple of the
  /// sections' size; nothing recurses on the input.
  ///
  /// - Parameters:
  ///   - roots: what is asked for; the graph names each by its number here.
  ///   - file: the file's headers.
  ///   - bytes: the whole file.
  ///   - supplementBytes: the whole supplementary file that ``DebugSupplement`` names; empty for
  ///     none.
  /// - Returns: the types, or why there are none.
  /// - Throws: `MalformedInput`; in a compressed section at that section, naming the offset
  ///   inside, and in the supplementary file saying so.
  public static func evidence(
    of roots: [InterfaceRoot], from file: ELFFile, in bytes: RawSpan,
    supplement supplementBytes: RawSpan
  ) throws(MalformedInput) -> DebugEvidence {
    guard let sections = try DebugSections(of: file, in: bytes) else { return .absent }
    let link = try DebugSupplement(of: file, in: bytes)
    if let link, supplementBytes.byteCount == 0 { return .shared(link) }
    let shared =
      link == nil ? DebugSections() : try supplementSections(of: supplementBytes, for: file)
    do throws(MalformedInput) {
      let data = DebugData(
        sections, in: bytes, supplement: shared, in: supplementBytes, hasSupplement: link != nil,
        file.header.byteOrder)
      return try evidence(of: roots, data)
    } catch  where error.offset >= DebugSections.startOfSupplement {
      throw inSupplement(
        shared.located(
          MalformedInput(
            error.code, at: error.offset - DebugSections.startOfSupplement, field: error.field)))
    } catch {
      throw sections.located(error)
    }
  }

  /// Reads the types of a file that is complete by itself; `nil` for any other.
  public init?(
    of roots: [InterfaceRoot], from file: ELFFile, in bytes: RawSpan
  ) throws(MalformedInput) {
    let evidence = try Self.evidence(
      of: roots, from: file, in: bytes, supplement: bytes.extracting(0..<0))
    guard case .types(let graph) = evidence else { return nil }
    self = graph
  }

  private static func evidence(
    of roots: [InterfaceRoot], _ data: borrowing DebugData
  ) throws(MalformedInput) -> DebugEvidence {
    let units = try UnitTable(data)
    let size =
      data.info.count + data.types.count + data.strings.count + data.supplementInfo.count
      + data.supplementStrings.count
    let text = DebugText(allowance: 16 * size + 4096)
    if units.isSplit {
      guard let (place, unit) = units.splitName else { return .split(nil) }
      return .split(try text.text(place, unit, data))
    }
    let index = try InterfaceIndex(roots, units, text, data)
    var reader = TypeReader(units, index, text, copy data)
    try reader.read(roots)
    return .types(reader.graph.merged())
  }

  private static func supplementSections(
    of bytes: RawSpan, for file: ELFFile
  ) throws(MalformedInput) -> DebugSections {
    do throws(MalformedInput) {
      var reader = ByteReader(bytes)
      let supplement = try ELFFile(parsing: &reader)
      guard supplement.header.byteOrder == file.header.byteOrder else {
        throw MalformedInput(.invalidValue, at: 5, field: "e_ident[EI_DATA]")
      }
      return try DebugSections(anyOf: supplement, in: bytes)
    } catch {
      throw inSupplement(error)
    }
  }

  private static func inSupplement(_ error: MalformedInput) -> MalformedInput {
    MalformedInput(
      error.code, at: error.offset,
      field: "\(error.field ?? "contents") of the supplementary file")
  }
}
