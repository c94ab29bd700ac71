import Bytes
import ELF
import Foundation
import TestSupport
import Testing

/// A sound program as bytes to damage, with the places of its headers.
struct Specimen {
  var bytes: [UInt8]
  let file: ELFFile
  /// Whether the fields are 64 bits wide.
  private let wide: Bool

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    var reader = ByteReader(bytes.span.bytes)
    file = try ELFFile(parsing: &reader)
    wide = file.header.class == .elf64
  }

  static func program(_ flags: [String] = []) async throws -> Specimen {
    try await Specimen(TestBinary.c(flags: flags).bytes())
  }

  static func narrow() async throws -> Specimen {
    try await Specimen(TestBinary.c(arch: .i386).bytes())
  }

  static func go() async throws -> Specimen { try await Specimen(TestBinary.go(.v1_27).bytes()) }

  /// The bytes with a change.
  func with(_ change: (inout Specimen) throws -> Void) rethrows -> [UInt8] {
    var copy = self
    try change(&copy)
    return copy.bytes
  }

  /// Overwrites a little-endian integer.
  mutating func set<Value: FixedWidthInteger>(_ offset: Int, _ value: Value) {
    for index in 0..<MemoryLayout<Value>.size {
      bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * Value(index)))
    }
  }

  /// Where the header of the `ordinal`-th segment of a type lies.
  func segment(_ type: SegmentType, _ ordinal: Int = 0) throws -> Int {
    let indices = file.programHeaders.indices.filter { file.programHeaders[$0].type == type }
    try #require(indices.indices.contains(ordinal))
    return Int(file.header.programHeaderOffset) + indices[ordinal] * (wide ? 56 : 32)
  }

  /// Where the header of a section lies.
  func section(_ name: String) throws -> Int {
    let index = try #require(file.sectionHeaders.firstIndex { $0.name == name })
    return Int(file.header.sectionHeaderOffset) + index * (wide ? 64 : 40)
  }

  /// Where the contents of a section lie.
  func contents(_ name: String) throws -> Range<Int> {
    try #require(file.section(named: name)).fileRange
  }

  /// Where the entry of a tag lies in the dynamic section.
  func dynamic(_ tag: UInt64) throws -> Int {
    let range = try contents(".dynamic")
    return try #require(
      stride(from: range.lowerBound, to: range.upperBound, by: 16).first { place in
        (0..<8).allSatisfy { bytes[place + $0] == UInt8(truncatingIfNeeded: tag >> (8 * $0)) }
      })
  }

  /// Takes the section headers away.
  mutating func behead() {
    set(40, UInt64(0))
    set(60, UInt32(0))
  }
}
