import CYAML
import Diagnostics

/// What libyaml found next.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias(String)
    case scalar(text: String, isPlain: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  /// A position in characters: the offset from the input's start, the line and column from zero.
  struct Mark {
    var index: Int
    var line: Int
    var column: Int
  }

  var kind: Kind
  var anchor: String?
  var tag: String?
  var start: Mark
  var end: Mark
}

/// libyaml's stream of events over bytes held in memory.
@safe final class YAMLEvents {
  private let file: String
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// Reads `bytes` as UTF-8.
  init(_ bytes: [UInt8], file: String) throws(Diagnostic) {
    unsafe input = .allocate(capacity: max(1, bytes.count))
    _ = unsafe input.initialize(from: bytes)
    unsafe parser = .allocate(capacity: 1)
    self.file = file
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      // Nothing was built: libyaml has zeroed the structure, which `deinit` may then delete.
      throw Diagnostic("recipe.yaml-syntax", "libyaml cannot start", exit: .unavailable)
    }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  /// The next event; after `streamEnd` there is none to ask for.
  func next() throws(Diagnostic) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { unsafe yaml_event_delete(&event) }
    let start = unsafe Self.mark(event.start_mark)
    let end = unsafe Self.mark(event.end_mark)
    var anchor: String?
    var tag: String?
    let kind: YAMLEvent.Kind
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: kind = .streamStart
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_ALIAS_EVENT:
      kind = .alias(unsafe Self.text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      anchor = unsafe Self.text(scalar.anchor)
      tag = unsafe Self.text(scalar.tag)
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length))
      kind = .scalar(
        text: unsafe String(decoding: bytes, as: UTF8.self),
        isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      anchor = unsafe Self.text(event.data.sequence_start.anchor)
      tag = unsafe Self.text(event.data.sequence_start.tag)
      kind = .sequenceStart
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      anchor = unsafe Self.text(event.data.mapping_start.anchor)
      tag = unsafe Self.text(event.data.mapping_start.tag)
      kind = .mappingStart
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    default: kind = .streamEnd
    }
    return YAMLEvent(kind: kind, anchor: anchor, tag: tag, start: start, end: end)
  }

  /// libyaml's words for what stopped it, at the place it names.
  private func problem() -> Diagnostic {
    let words = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
    let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
    let mark = unsafe Self.mark(parser.pointee.problem_mark)
    let message = [words ?? "libyaml ran out of memory", context].compactMap(\.self)
    return Diagnostic(
      "recipe.yaml-syntax", message.joined(separator: " "),
      at: SpecLocation(file: file, line: mark.line + 1, column: mark.column + 1))
  }

  private static func mark(_ mark: yaml_mark_t) -> YAMLEvent.Mark {
    YAMLEvent.Mark(index: Int(mark.index), line: Int(mark.line), column: Int(mark.column))
  }

  private static func text(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }
}
