public import Bytes
public import ELF

extension TypeGraph {
  /// Reads from a file's debugging information what `roots` are and the types they lead to.
  ///
  /// `nil` when the file has no debugging information, or only a reference to another file that
  /// does. Equal types of different units are one. Time and memory are bounded by a multiple of
  /// the sections' size; nothing recurses on the input.
  ///
  /// - Parameters:
  ///   - roots: what is asked for; the graph names each by its number here.
  ///   - file: the file's headers.
  ///   - bytes: the whole file.
  /// - Throws: `MalformedInput`; in a compressed section at that section, naming the offset inside.
  public init?(
    of roots: [InterfaceRoot], from file: ELFFile, in bytes: RawSpan
  ) throws(MalformedInput) {
    guard let sections = try DebugSections(of: file, in: bytes) else { return nil }
    do throws(MalformedInput) {
      guard let graph = try Self.graph(of: roots, sections, file.header, bytes) else { return nil }
      self = graph.merged()
    } catch {
      throw sections.located(error)
    }
  }

  private static func graph(
    of roots: [InterfaceRoot], _ sections: borrowing DebugSections, _ header: ELFHeader,
    _ bytes: RawSpan
  ) throws(MalformedInput) -> TypeGraph? {
    let data = DebugData(sections, in: bytes, header.byteOrder)
    let units = try UnitTable(data)
    if units.isSplit { return nil }
    let size = data.info.count + data.types.count + data.strings.count
    let text = DebugText(allowance: 16 * size + 4096)
    let index = try InterfaceIndex(roots, units, text, data)
    var reader = TypeReader(units, index, text, data)
    try reader.read(roots)
    return reader.graph
  }
}
