let newline = UInt8(ascii: "\n")
let tab = UInt8(ascii: "\t")
let space = UInt8(ascii: " ")
let colon = UInt8(ascii: ":")
let hyphen = UInt8(ascii: "-")
let fullStop = UInt8(ascii: ".")
let slash = UInt8(ascii: "/")

func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) }

/// Whether a byte is one of `characters`, which must be ASCII.
func isOne(of characters: StaticString, _ byte: UInt8) -> Bool {
  let count = characters.utf8CodeUnitCount
  return unsafe UnsafeBufferPointer(start: characters.utf8Start, count: count).contains(byte)
}

func trimmingTrailingBlanks<C: BidirectionalCollection>(_ bytes: C) -> C.SubSequence
where C.Element == UInt8 {
  guard let last = bytes.lastIndex(where: { !isBlank($0) }) else {
    return bytes[bytes.endIndex...]
  }
  return bytes[...last]
}

/// Orders text by its bytes: Swift's own order depends on Unicode normalisation.
func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
