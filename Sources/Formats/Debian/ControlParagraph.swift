public import Bytes

/// A paragraph of a control file: fields, each name at most once.
///
/// - SeeAlso: deb822(5); Debian Policy Manual §5.1.
public struct ControlParagraph: Sendable {
  /// In the order of the file.
  public private(set) var fields: [ControlField] = []
  /// Where a field stands, by its name in lower case.
  private var index: [String: Int] = [:]

  public init() {}

  /// Reads a file of exactly one paragraph, such as a package's `control`.
  ///
  /// - Throws: `MalformedInput`, see ``ControlFile/init(parsing:)``; `trailing-data` when a second
  ///   paragraph follows, `missing-member` when there is none.
  public init(parsing reader: inout ByteReader) throws(MalformedInput) {
    let start = reader.position
    let file = try ControlFile(parsing: &reader)
    guard let first = file.paragraphs.first else {
      throw MalformedInput(.missingMember, at: start, field: "control paragraph")
    }
    guard file.paragraphs.count == 1 else {
      throw MalformedInput(.trailingData, at: file.starts[1], field: "control paragraph")
    }
    self = first
  }

  /// Reads bytes that hold exactly one paragraph.
  public init(parsing bytes: [UInt8]) throws(MalformedInput) {
    var reader = unsafe ByteReader(bytes.span.bytes)
    try self.init(parsing: &reader)
  }

  /// The unfolded value of a field; the name's case does not matter.
  public subscript(name: String) -> String? { self.field(name)?.value }

  /// The field of that name in any case.
  public func field(_ name: String) -> ControlField? {
    index[name.lowercased()].map { fields[$0] }
  }

  /// Adds a field at the end.
  ///
  /// - Throws: `MalformedInput` `duplicate-field` at offset 0.
  public mutating func append(_ field: ControlField) throws(MalformedInput) {
    guard index.updateValue(fields.count, forKey: field.name.lowercased()) == nil else {
      throw MalformedInput(.duplicateField, at: 0, field: field.name)
    }
    fields.append(field)
  }

  /// The bytes of all fields, in order; the last line ends in a newline.
  public func serialized() -> [UInt8] { fields.flatMap { $0.serialized() } }

  /// The same fields in the order dpkg-gencontrol writes them, fields it does not know last and
  /// by name.
  ///
  /// - SeeAlso: Dpkg::Control::FieldsCore, `CTRL_PKG_DEB`.
  public func inPackageOrder() -> ControlParagraph {
    let ranks = Self.packageRanks
    let sorted = fields.sorted { a, b in
      let x = ranks[a.name.lowercased()] ?? Int.max
      let y = ranks[b.name.lowercased()] ?? Int.max
      return x == y ? bytewise(a.name, b.name) : x < y
    }
    var result = ControlParagraph()
    result.fields = sorted
    for (position, field) in sorted.enumerated() {
      result.index[field.name.lowercased()] = position
    }
    return result
  }

  private static let packageRanks: [String: Int] = {
    let order = [
      "package", "package-type", "source", "version", "kernel-version", "built-for-profiles",
      "auto-built-package", "architecture", "subarchitecture", "installer-menu-item",
      "build-essential", "essential", "protected", "origin", "bugs", "maintainer",
      "installed-size", "pre-depends", "depends", "recommends", "suggests", "enhances",
      "conflicts", "breaks", "replaces", "provides", "built-using", "static-built-using",
      "section", "priority", "multi-arch", "homepage", "description", "tag", "task",
    ]
    return Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
  }()
}

extension ControlParagraph: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.fields == b.fields }

  public func hash(into hasher: inout Hasher) { hasher.combine(fields) }
}
