import TestSupport
import Testing

/// RPMs that are not what they seem, one for each way that some version of rpm does not see.
///
/// Each is made from a package of ours by changing it, having it say of itself what it now is, and
/// signing it byte by byte. Where rpm 4.18 accepts one with its default settings, that proves the
/// forgery to be what its name says and nothing else.
enum RPMForgery {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    /// What rpmkeys 4.18 says without being told to insist on a signature; `nil` where that says
    /// nothing of the forgery.
    var rpm: Bool?
    var answer: Answer
    var make: @Sendable (inout ForgedRPM, Material) throws -> Void

    init(
      _ name: String, rpm: Bool?, _ answer: Answer,
      _ make: @escaping @Sendable (inout ForgedRPM, Material) throws -> Void
    ) {
      self.name = name
      self.rpm = rpm
      self.answer = answer
      self.make = make
    }

    var testDescription: String { name }
  }

  /// What a forger has at hand.
  struct Material: Sendable {
    var keys: ForgerKeys
    var other: ForgedRPM
  }

  /// The unsigned package with one signature by a key.
  static func signed(
    _ name: String, rpm: Bool?, _ answer: Answer, by key: KeyPath<ForgerKeys, ForgerKey> & Sendable,
    _ signature: ForgedSignature = ForgedSignature()
  ) -> Row {
    Row(name, rpm: rpm, answer) { package, material in
      try package.sign(by: material.keys[keyPath: key], signature)
    }
  }

  /// The well-signed package with a change that rpm's digests do not cover, or that is mended.
  static func changed(
    _ name: String, rpm: Bool?, _ answer: Answer,
    _ change: @escaping @Sendable (inout ForgedRPM, Material) throws -> Void
  ) -> Row {
    Row(name, rpm: rpm, answer) { package, material in
      try package.sign(by: material.keys.good)
      try change(&package, material)
    }
  }

  static let rows: [Row] =
    contentRows + signatureRows + keyRows + packetRows + coverageRows + layoutRows + manyRows
}
