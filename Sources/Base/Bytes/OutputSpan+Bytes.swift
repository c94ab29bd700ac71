extension OutputSpan<UInt8> {
  /// Appends bytes that lie elsewhere.
  ///
  /// - Precondition: there is room for them.
  public mutating func append(_ bytes: Span<UInt8>) {
    for index in bytes.indices { append(bytes[index]) }
  }
}
