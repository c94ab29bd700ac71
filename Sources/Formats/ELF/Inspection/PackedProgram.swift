internal import Bytes

extension ELFFile {
  /// How sure it is that a program unpacks itself when it starts.
  public enum Packing: Hashable, Sendable {
    /// By this tool.
    case by(String)
    /// It has no section headers, and its largest segment looks like noise.
    case likely
  }

  /// Whether the program was packed; `nil` when nothing points to it.
  ///
  /// `file` is the whole file this value was read from, of which some 64 KiB are looked at.
  public func packing(in file: RawSpan) -> Packing? {
    precondition(file.byteCount == size, "the bytes of another file")
    let mark = Array("UPX!".utf8)
    let head = 0..<min(512, size)
    let tail = max(0, size - 64)..<size
    if file.firstOffset(of: mark, in: head) != nil || file.firstOffset(of: mark, in: tail) != nil {
      return .by("UPX")
    }
    guard sectionHeaders.isEmpty, !isTruncated,
      let largest = loadSegments.map(\.fileRange).max(by: { $0.count < $1.count })
    else { return nil }
    return Self.looksLikeNoise(file, largest) ? .likely : nil
  }

  /// Whether all bytes occur about equally often in a sample from the middle of `range`.
  ///
  /// Takes how often two bytes of the sample are equal, which noise does once in 256 times;
  /// machine code and text do it some ten times as often.
  private static func looksLikeNoise(_ file: RawSpan, _ range: Range<Int>) -> Bool {
    let length = min(1 << 16, range.count)
    guard length >= 4096 else { return false }
    let start = range.lowerBound + (range.count - length) / 2
    var counts = [Int](repeating: 0, count: 256)
    unsafe file.extracting(start..<start + length).withUnsafeBytes { buffer in
      unsafe buffer.forEach { counts[Int($0)] += 1 }
    }
    let pairs = counts.reduce(0) { $0 + $1 * max(0, $1 - 1) }
    return pairs * 256 * 10 < length * (length - 1) * 13
  }

  /// What follows the ELF file: a noun phrase, by its first or last bytes.
  ///
  /// `nil` when nothing follows or it is not recognised.
  public func trailingFormat(in file: RawSpan) -> String? {
    precondition(file.byteCount == size, "the bytes of another file")
    guard trailingByteCount > 0 else { return nil }
    let signature = Array("~Module signature appended~\n".utf8)
    if size >= signature.count,
      [UInt8](copying: file.extracting(size - signature.count..<size)) == signature
    {
      return "a kernel module's signature"
    }
    let rest = file.extracting(size - trailingByteCount..<size)
    if [UInt8](copying: rest.extracting(first: 4)) == Array("hsqs".utf8) {
      return "a squashfs image"
    }
    return Self.foreignFormat(of: rest)
  }
}
