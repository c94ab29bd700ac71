import Bytes
import Testing

/// Gives a reader every prefix of `bytes`, and every field at 0, its largest value and the one below.
///
/// `widths` are those of the fields, in bytes; each stands at every multiple of its width, in
/// `order`. A reader may refuse, then inside the input; what it reads must read back equal when
/// `write` writes it.
public func expectTotal<Value: Equatable>(
  on bytes: [UInt8], widths: [Int] = [1], order: ByteOrder = .big,
  _ read: (inout ByteReader) throws -> Value, write: ((Value) throws -> [UInt8])? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var accepted = 0
  func attempt(_ input: [UInt8], _ what: @autoclosure () -> String) {
    do {
      var reader = ByteReader(input.span.bytes)
      let value = try read(&reader)
      accepted += 1
      guard let write else { return }
      let written = try write(value)
      var again = ByteReader(written.span.bytes)
      if try read(&again) != value {
        Issue.record("\(what()): it reads back otherwise", sourceLocation: sourceLocation)
      }
    } catch let error as MalformedInput {
      if !(0...input.count).contains(error.offset) {
        Issue.record("\(what()): \(error) is not inside", sourceLocation: sourceLocation)
      }
    } catch {
      Issue.record("\(what()): \(error)", sourceLocation: sourceLocation)
    }
  }
  attempt(bytes, "whole")
  #expect(accepted == 1, "undamaged it is read", sourceLocation: sourceLocation)
  for count in bytes.indices { attempt(Array(bytes[..<count]), "cut at \(count)") }
  forEveryFieldAtItsLimits(of: bytes, widths: widths, order: order) { damaged, what in
    attempt(damaged, what)
  }
}

/// Gives `body` the bytes with one field at 0, its largest value and the one below, for each field
/// of each width at every multiple of the width; and what was done, in words.
public func forEveryFieldAtItsLimits(
  of bytes: [UInt8], widths: [Int], order: ByteOrder, _ body: ([UInt8], String) throws -> Void
) rethrows {
  for width in widths {
    for place in stride(from: 0, through: bytes.count - width, by: width) {
      for (filler, last): (UInt8, UInt8) in [(0, 0), (0xff, 0xff), (0xff, 0xfe)] {
        var damaged = bytes
        for index in place..<place + width { damaged[index] = filler }
        damaged[order == .big ? place + width - 1 : place] = last
        try body(damaged, "\(width) bytes at \(place) are \(filler)…\(last)")
      }
    }
  }
}

/// Gives `body` the bytes with one of them 0, 0x80 or 0xff, for each of them.
public func forEveryByteChanged(_ bytes: [UInt8], _ body: ([UInt8]) throws -> Void) rethrows {
  for place in bytes.indices {
    for value: UInt8 in [0, 0x80, 0xff] where bytes[place] != value {
      var damaged = bytes
      damaged[place] = value
      try body(damaged)
    }
  }
}

/// The same for a reader that takes all bytes at once.
public func expectTotal<Value: Equatable>(
  on bytes: [UInt8], widths: [Int] = [1], _ read: ([UInt8]) throws -> Value,
  write: ((Value) throws -> [UInt8])? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  expectTotal(
    on: bytes, widths: widths, { try read(try $0.array($0.remaining)) }, write: write,
    sourceLocation: sourceLocation)
}
