internal import Bytes

extension ELFFile {
  /// The signature that the kernel's build appended to a module, with everything that belongs
  /// to it; `nil` when the file does not end in one.
  ///
  /// - SeeAlso: `include/linux/module_signature.h`: the signature, `struct module_signature` of
  ///   twelve bytes, and a magic line.
  public func moduleSignature(in input: RawSpan) -> Range<Int>? {
    let magic = Array("~Module signature appended~\n".utf8)
    let descriptor = 12
    let end = size - magic.count
    guard trailingByteCount >= descriptor + magic.count,
      [UInt8](copying: input.extracting(end..<size)) == magic
    else { return nil }
    let length = [UInt8](copying: input.extracting(end - 4..<end)).integer(
      UInt32.self, at: 0, .big)
    guard Int(length) <= trailingByteCount - descriptor - magic.count else { return nil }
    return end - descriptor - Int(length)..<size
  }
}
