public import Bytes

/// A file of control paragraphs separated by empty lines.
///
/// - SeeAlso: deb822(5); `lib/dpkg/parse.c` for what dpkg takes.
public struct ControlFile: Sendable {
  public var paragraphs: [ControlParagraph]
  /// The offset each parsed paragraph begins at.
  private(set) var starts: [Int] = []

  public init(_ paragraphs: [ControlParagraph]) { self.paragraphs = paragraphs }

  /// Reads all that is left.
  ///
  /// As in dpkg, a line of blanks alone continues a field with an empty line and `#` begins no
  /// comment. Stricter than dpkg: text is UTF-8, and a control character other than tab and
  /// newline, carriage return among them, is refused.
  ///
  /// - Throws: `MalformedInput` at the offending byte: `truncated` for a last line without a
  ///   newline, `duplicate-field`, or `invalid-value` with the field it stands in.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    var parser = ControlParser(base: reader.position)
    let bytes = try reader.array(reader.remaining)
    var start = 0
    while start < bytes.count {
      guard let end = bytes[start...].firstIndex(of: newline) else {
        throw MalformedInput(
          .truncated, at: parser.base + bytes.count, field: parser.current?.name)
      }
      try parser.take(bytes[start..<end])
      start = end + 1
    }
    try parser.endParagraph()
    paragraphs = parser.paragraphs
    starts = parser.starts
  }

  /// Reads bytes that hold paragraphs.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    try self.init(parsing: &reader)
  }

  /// The paragraphs, an empty line between two.
  public func serialized() -> [UInt8] {
    Array(paragraphs.map { $0.serialized() }.joined(separator: [newline]))
  }
}

extension ControlFile: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.paragraphs == b.paragraphs }

  public func hash(into hasher: inout Hasher) { hasher.combine(paragraphs) }
}

/// Takes a control file line by line.
private struct ControlParser {
  /// A field whose continuation lines may still follow.
  struct OpenField {
    var name: String
    var value: [UInt8]
    var line: Int
    var offset: Int
  }

  let base: Int
  private(set) var paragraphs: [ControlParagraph] = []
  private(set) var starts: [Int] = []
  private(set) var current: OpenField?
  private var paragraph = ControlParagraph()
  private var line = 0

  init(base: Int) { self.base = base }

  mutating func take(_ text: ArraySlice<UInt8>) throws(MalformedInput) {
    line += 1
    guard let first = text.first else { return try endParagraph() }
    guard isBlank(first) else { return try begin(text) }
    guard current != nil else {
      throw MalformedInput(.invalidValue, at: base + text.startIndex, field: "field name")
    }
    try check(text)
    let content = trimmingTrailingBlanks(text.dropFirst())
    current?.value.append(newline)
    // The file doubles a line of full stops alone, so that one of them can mean an empty line.
    current?.value += content.allSatisfy { $0 == fullStop } ? content.dropFirst() : content
  }

  private mutating func begin(_ text: ArraySlice<UInt8>) throws(MalformedInput) {
    try endField()
    guard let end = text.firstIndex(of: colon) else {
      throw MalformedInput(.invalidValue, at: base + text.startIndex, field: "field name")
    }
    let name = trimmingTrailingBlanks(text[..<end])
    if let bad = ControlField.badOffset(inName: name) {
      throw MalformedInput(.invalidValue, at: base + text.startIndex + bad, field: "field name")
    }
    if paragraph.fields.isEmpty { starts.append(base + text.startIndex) }
    current = OpenField(
      name: String(decoding: name, as: UTF8.self), value: [], line: line,
      offset: base + text.startIndex)
    let value = text[(end + 1)...]
    try check(value)
    current?.value += trimmingTrailingBlanks(value.drop(while: isBlank))
  }

  private func check(_ text: ArraySlice<UInt8>) throws(MalformedInput) {
    guard let bad = ControlField.badOffset(inValue: text) else { return }
    throw MalformedInput(
      .invalidValue, at: base + text.startIndex + bad, field: current?.name)
  }

  private mutating func endField() throws(MalformedInput) {
    guard let field = current else { return }
    current = nil
    guard let value = String(validating: field.value, as: UTF8.self) else {
      throw MalformedInput(.invalidValue, at: field.offset, field: field.name)
    }
    do throws(MalformedInput) {
      try paragraph.append(
        ControlField(checkedName: field.name, value: value, line: field.line))
    } catch {
      throw MalformedInput(error.code, at: field.offset, field: field.name)
    }
  }

  mutating func endParagraph() throws(MalformedInput) {
    try endField()
    guard !paragraph.fields.isEmpty else { return }
    paragraphs.append(paragraph)
    paragraph = ControlParagraph()
  }
}
