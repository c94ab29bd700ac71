internal import Bytes

/// Reads the XML that package indexes are written in, event by event.
///
/// Much less than XML on purpose: UTF-8; no document type, and with it no entities but the five of
/// every document; no CDATA; elements nested to a depth of 16. Comments and processing instructions
/// are passed over. What two readers could see differently is refused.
///
/// - SeeAlso: Extensible Markup Language (XML) 1.0, Fifth Edition, §2.
struct XMLScanner {
  enum Event: Hashable {
    case start(String, [String: String])
    case text(String)
    case end(String)
  }

  private let bytes: [UInt8]
  private(set) var offset = 0
  /// The elements around what comes next, the root first.
  private(set) var open: [String] = []
  /// Whether the innermost element was written `<name/>`, and ends now.
  private var endsAtOnce = false
  private var hasRoot = false

  /// - Throws: `MalformedInput` for what is not UTF-8, or has control characters.
  init(_ bytes: [UInt8]) throws(MalformedInput) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw MalformedInput(.invalidValue, at: 0, field: "XML")
    }
    if let bad = bytes.firstIndex(where: { $0 < 0x20 && ![0x09, 0x0a, 0x0d].contains($0) }) {
      throw MalformedInput(.invalidValue, at: bad, field: "XML")
    }
    self.bytes = bytes
  }

  /// The next event; `nil` at the end of a whole document.
  mutating func next() throws(MalformedInput) -> Event? {
    if endsAtOnce, let name = open.popLast() {
      endsAtOnce = false
      return .end(name)
    }
    while offset < bytes.count {
      guard bytes[offset] == UInt8(ascii: "<") else {
        if let text = try text() { return .text(text) }
        continue
      }
      if starts("<?") {
        try instruction()
      } else if starts("<!--") {
        offset += 4
        try skip(to: "--")
        guard starts(">") else { throw malformed() }
        offset += 1
      } else if starts("</") {
        return try end()
      } else {
        return try start()
      }
    }
    guard open.isEmpty, hasRoot else { throw malformed(.truncated) }
    return nil
  }

  private func starts(_ text: String) -> Bool { bytes[offset...].starts(with: text.utf8) }

  private func malformed(_ code: MalformedInput.Code = .invalidValue) -> MalformedInput {
    MalformedInput(code, at: offset, field: "XML")
  }

  private mutating func skip(to end: String) throws(MalformedInput) {
    let mark = Array(end.utf8)
    var position = offset
    while position + mark.count <= bytes.count {
      if bytes[position..<position + mark.count].elementsEqual(mark) {
        offset = position + mark.count
        return
      }
      position += 1
    }
    throw malformed(.truncated)
  }

  /// A processing instruction, of which only the XML declaration, at the very beginning, says
  /// anything: how the bytes are to be read.
  private mutating func instruction() throws(MalformedInput) {
    let isFirst = offset == 0
    offset += 2
    let name = try name()
    guard name.lowercased() == "xml" else {
      guard let byte = bytes[offset...].first, Self.isBlank(byte) || starts("?>") else {
        throw malformed()
      }
      return try skip(to: "?>")
    }
    guard isFirst, name == "xml" else { throw malformed() }
    let (attributes, _) = try attributes(upTo: ["?>"])
    guard attributes["version"] != nil, (attributes["encoding"] ?? "UTF-8").uppercased() == "UTF-8"
    else { throw malformed(.unsupported) }
  }

  /// Text up to the next tag; `nil` for blank space.
  private mutating func text() throws(MalformedInput) -> String? {
    let start = offset
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
    let raw = bytes[start..<end]
    let isBlank = raw.allSatisfy(Self.isBlank)
    guard isBlank || !open.isEmpty else { throw malformed(.trailingData) }
    let text = isBlank ? nil : try unescaped(raw)
    offset = end
    return text
  }

  private mutating func end() throws(MalformedInput) -> Event {
    let begun = offset
    offset += 2
    let name = try name()
    skipBlanks()
    guard starts(">"), open.popLast() == name else {
      offset = begun
      throw malformed()
    }
    offset += 1
    return .end(name)
  }

  private mutating func start() throws(MalformedInput) -> Event {
    guard open.count < 16, !(open.isEmpty && hasRoot) else { throw malformed(.unsupported) }
    offset += 1
    let name = try name()
    let (attributes, end) = try attributes(upTo: ["/>", ">"])
    open.append(name)
    endsAtOnce = end == "/>"
    hasRoot = true
    return .start(name, attributes)
  }

  /// The attributes up to one of `ends`, and which of them it is.
  private mutating func attributes(
    upTo ends: [String]
  ) throws(MalformedInput) -> ([String: String], end: String) {
    var attributes: [String: String] = [:]
    while true {
      let before = offset
      skipBlanks()
      if let end = ends.first(where: { starts($0) }) {
        offset += end.utf8.count
        return (attributes, end)
      }
      guard offset > before else { throw malformed() }
      let key = try name()
      guard attributes.updateValue(try attributeValue(), forKey: key) == nil else {
        throw malformed()
      }
    }
  }

  private mutating func attributeValue() throws(MalformedInput) -> String {
    guard starts("="), offset + 1 < bytes.count else { throw malformed() }
    let quote = bytes[offset + 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      let end = bytes[(offset + 2)...].firstIndex(of: quote)
    else { throw malformed() }
    let raw = bytes[offset + 2..<end]
    guard !raw.contains(UInt8(ascii: "<")) else { throw malformed() }
    let value = try unescaped(raw)
    offset = end + 1
    return value
  }

  private mutating func name() throws(MalformedInput) -> String {
    let start = offset
    while offset < bytes.count, Self.isNameByte(bytes[offset]) { offset += 1 }
    guard offset > start else { throw malformed() }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"),
      UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }

  private mutating func skipBlanks() {
    while offset < bytes.count, Self.isBlank(bytes[offset]) { offset += 1 }
  }

  private func unescaped(_ raw: ArraySlice<UInt8>) throws(MalformedInput) -> String {
    guard raw.contains(UInt8(ascii: "&")) else { return String(decoding: raw, as: UTF8.self) }
    let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
    var result = ""
    for (index, part) in raw.split(
      separator: UInt8(ascii: "&"), omittingEmptySubsequences: false
    ).enumerated() {
      guard index > 0 else {
        result += String(decoding: part, as: UTF8.self)
        continue
      }
      guard let end = part.firstIndex(of: UInt8(ascii: ";")),
        let character = known[String(decoding: part[..<end], as: UTF8.self)]
      else { throw malformed(.unsupported) }
      result += character + String(decoding: part[(end + 1)...], as: UTF8.self)
    }
    return result
  }
}
