public import Bytes
public import ELF

extension BuildInfo {
  /// Finds and reads the build information of a program; `nil` when it has none.
  ///
  /// `bytes` is the whole file that `file` was read from. Looks in section `.go.buildinfo`,
  /// then through the writable and the read-only loadable segments, 64 MiB in all. Throws when
  /// the section is there and damaged; a magic found by searching may be a coincidence.
  public init?(of file: ELFFile, in bytes: RawSpan) throws(MalformedInput) {
    guard bytes.byteCount == file.size, !file.isTruncated else { return nil }
    if let section = file.section(named: ".go.buildinfo"), !section.fileRange.isEmpty {
      let range = section.fileRange
      // The strings may lie past the section, within what the segment loads.
      let end =
        file.loadSegments.map(\.fileRange).first { $0.contains(range.lowerBound) }?.upperBound
        ?? range.upperBound
      let found = Self.candidates(range, bytes, limit: 1).first
      guard let start = found else {
        throw MalformedInput(.badMagic, at: range.lowerBound, field: ".go.buildinfo")
      }
      try self.init(of: file, in: bytes, at: start..<max(end, range.upperBound))
      return
    }
    var allowance = 64 << 20
    let loads = file.loadSegments
    for segment in loads.filter({ $0.flags.contains(.write) })
      + loads.filter({ !$0.flags.contains(.write) })
    {
      let range = segment.fileRange.prefix(allowance)
      allowance -= range.count
      for start in Self.candidates(range, bytes, limit: 16) {
        let area = start..<segment.fileRange.upperBound
        if let found = try? BuildInfo(of: file, in: bytes, at: area) {
          self = found
          return
        }
      }
    }
    return nil
  }

  /// The magic number, 16-byte aligned: `\xff Go buildinf:`.
  private static let magic: [UInt8] = [0xff] + " Go buildinf:".utf8

  private static func candidates(_ range: Range<Int>, _ bytes: RawSpan, limit: Int) -> [Int] {
    var result: [Int] = []
    unsafe bytes.withUnsafeBytes { buffer in
      var offset = (range.lowerBound + 15) / 16 * 16
      while offset < range.upperBound, range.upperBound - offset >= 32, result.count < limit {
        if unsafe buffer[offset] == 0xff,
          unsafe buffer[offset..<offset + magic.count].elementsEqual(magic)
        {
          result.append(offset)
        }
        offset += 16
      }
    }
    return result
  }

  /// Reads the structure that begins with the magic at the start of `area`.
  private init(of file: ELFFile, in bytes: RawSpan, at area: Range<Int>) throws(MalformedInput) {
    var input = ByteReader(bytes.extracting(area), base: area.lowerBound)
    try input.skip(Self.magic.count, field: "magic")
    let pointerSize = try input.byte(field: "ptrSize")
    let flags = try input.byte(field: "flags")
    let version: (text: [UInt8], offset: Int)
    let modules: (text: [UInt8], offset: Int)
    if flags & 2 != 0 {
      try input.skip(16, field: "padding")
      version = try Self.inlineString(&input, "version")
      modules = try Self.inlineString(&input, "modinfo")
    } else {
      guard pointerSize == 4 || pointerSize == 8 else {
        throw MalformedInput(.invalidValue, at: input.position - 2, field: "ptrSize")
      }
      let layout = PointerLayout(size: pointerSize, order: flags & 1 != 0 ? .big : .little)
      let versionPointer = try layout.word(&input, "version")
      let modulesPointer = try layout.word(&input, "modinfo")
      version = try layout.string(versionPointer, file, bytes, input.position, "version")
      modules = try layout.string(modulesPointer, file, bytes, input.position, "modinfo")
    }
    guard !version.text.isEmpty else {
      throw MalformedInput(.invalidValue, at: version.offset, field: "version")
    }
    // A sentinel of 16 bytes stands at either end; without them there are no modules.
    let text = modules.text
    let isFramed = text.count >= 33 && text[text.count - 17] == UInt8(ascii: "\n")
    try self.init(
      goVersion: String(decoding: version.text, as: UTF8.self),
      modules: isFramed ? text[16..<text.count - 16] : [], base: modules.offset + 16)
  }

  /// A string behind its length, which is written as `encoding/binary` writes a uvarint.
  private static func inlineString(
    _ input: inout ByteReader, _ field: String
  ) throws(MalformedInput) -> ([UInt8], Int) {
    let start = input.position
    var length: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try input.byte(field: field)
      guard shift < 63 else { throw MalformedInput(.overflow, at: start, field: field) }
      length |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    guard length <= UInt64(input.remaining) else {
      throw MalformedInput(.truncated, at: start, field: field)
    }
    let offset = input.position
    return (try input.array(Int(length), field: field), offset)
  }

  /// How programs older than Go 1.18 point at their strings.
  private struct PointerLayout {
    var size: UInt8
    var order: ByteOrder

    func word(_ input: inout ByteReader, _ field: String) throws(MalformedInput) -> UInt64 {
      size == 4
        ? UInt64(try input.integer(UInt32.self, order, field: field))
        : try input.integer(UInt64.self, order, field: field)
    }

    /// Follows a pointer to a Go string: a pointer to bytes and their number.
    func string(
      _ address: UInt64, _ file: ELFFile, _ bytes: RawSpan, _ place: Int, _ field: String
    ) throws(MalformedInput) -> ([UInt8], Int) {
      guard address != 0 else { return ([], place) }
      guard let head = file.fileRange(ofAddress: address, count: UInt64(size) * 2) else {
        throw MalformedInput(.outOfBounds, at: place, field: field)
      }
      var input = ByteReader(bytes.extracting(head), base: head.lowerBound)
      let data = try word(&input, field)
      let count = try word(&input, field)
      guard count > 0 else { return ([], place) }
      guard let body = file.fileRange(ofAddress: data, count: count) else {
        throw MalformedInput(.outOfBounds, at: head.lowerBound, field: field)
      }
      return ([UInt8](copying: bytes.extracting(body)), body.lowerBound)
    }
  }
}
