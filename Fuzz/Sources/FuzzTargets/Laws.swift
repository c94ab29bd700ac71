import Bytes

/// Ends the process, which libFuzzer takes for a crash and keeps the input, unless something holds.
func law(_ holds: Bool, _ broken: @autoclosure () -> String) {
  if !holds { fatalError(broken()) }
}

/// `T(parsing: t.serialized()) == t`.
func roundTrip<T: Equatable>(
  _ input: Input, _ parse: (inout ByteReader) throws -> T, _ serialize: (T) throws -> [UInt8]
) throws {
  sameAgain(try input.read(parse)) { value in
    try Input(bytes: try serialize(value)).read(parse)
  }
}

/// What is written and read again is the value it was.
func sameAgain<T: Equatable>(_ value: T, _ writeAndRead: (T) throws -> T) {
  do {
    let again = try writeAndRead(value)
    law(again == value, "the value is another when it was written and read: \(value), \(again)")
  } catch {
    law(false, "what was written does not read: \(error), from \(value)")
  }
}
