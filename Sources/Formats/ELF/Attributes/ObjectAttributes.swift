public import Bytes

/// What a file's code assumes of its processor and calling convention: `.ARM.attributes`,
/// `.riscv.attributes` or `.gnu.attributes`.
///
/// Only attributes of the whole file are kept; those of single sections and symbols are passed
/// over, as linkers write none.
///
/// - SeeAlso: "Addenda to, and Errata in, the ABI for the Arm Architecture", section "Build
///   attributes"; RISC-V psABI, "Attributes"; GNU as, "Object Attributes".
public struct ObjectAttributes: Hashable, Sendable {
  /// One attribute.
  public struct Attribute: Hashable, Sendable {
    /// `Tag_File`'s, not the section's: 6 is `Tag_CPU_arch` for `aeabi`.
    public var tag: UInt64
    /// The value of an attribute that is a number.
    public var number: UInt64?
    /// The value of an attribute that is text.
    public var text: String?
  }

  /// Who defines the tags.
  public struct Vendor: Hashable, Sendable {
    /// `aeabi`, `riscv`, `gnu` or another.
    public var name: String
    /// In file order.
    public var attributes: [Attribute]
  }

  /// In file order.
  public var vendors: [Vendor] = []

  /// The number `vendor` gives for `tag`; `nil` when there is none.
  public func number(_ vendor: String, _ tag: UInt64) -> UInt64? {
    attribute(vendor, tag)?.number
  }

  /// The text `vendor` gives for `tag`; `nil` when there is none.
  public func text(_ vendor: String, _ tag: UInt64) -> String? { attribute(vendor, tag)?.text }

  private func attribute(_ vendor: String, _ tag: UInt64) -> Attribute? {
    vendors.first { $0.name == vendor }?.attributes.first { $0.tag == tag }
  }
}

extension ObjectAttributes {
  /// Reads the section that is all of `input`; throws at the offending field.
  public init(parsing input: inout ByteReader, _ order: ByteOrder) throws(MalformedInput) {
    let format = input.position
    guard try input.byte(field: "format-version") == UInt8(ascii: "A") else {
      throw MalformedInput(.unsupported, at: format, field: "format-version")
    }
    while input.remaining > 0 {
      let length = try Self.length(&input, order, field: "length", headSize: 0)
      var part = try input.slice(length, field: "length")
      let name = String(decoding: try part.nulTerminated(field: "vendor-name"), as: UTF8.self)
      var vendor = Vendor(name: name, attributes: [])
      while part.remaining > 0 {
        let start = part.position
        let scope = try part.unsignedLEB128(field: "tag")
        let length = try Self.length(
          &part, order, field: "size", headSize: part.position - start)
        var attributes = try part.slice(length, field: "size")
        guard scope == 1 else { continue }
        while attributes.remaining > 0 {
          vendor.attributes.append(try Self.attribute(&attributes, of: name))
        }
      }
      vendors.append(vendor)
    }
  }

  /// Reads the length of a part and returns how many bytes of it follow.
  ///
  /// The length counts itself and the `headSize` bytes before it.
  private static func length(
    _ input: inout ByteReader, _ order: ByteOrder, field: String, headSize: Int
  ) throws(MalformedInput) -> Int {
    let place = input.position
    let length = Int(try input.integer(UInt32.self, order, field: field))
    guard length >= headSize + 4 else {
      throw MalformedInput(.invalidValue, at: place, field: field)
    }
    guard length - headSize - 4 <= input.remaining else {
      throw MalformedInput(.truncated, at: place, field: field)
    }
    return length - headSize - 4
  }

  private static func attribute(
    _ input: inout ByteReader, of vendor: String
  ) throws(MalformedInput) -> Attribute {
    let tag = try input.unsignedLEB128(field: "attribute-tag")
    // `Tag_compatibility` is a number and a text.
    let isBoth = tag == 32 && vendor != "riscv"
    let isText =
      vendor == "aeabi" && tag < 32 ? tag == 4 || tag == 5 : tag % 2 == 1
    var attribute = Attribute(tag: tag)
    if isBoth || !isText { attribute.number = try input.unsignedLEB128(field: "attribute-value") }
    if isBoth || isText {
      attribute.text = String(
        decoding: try input.nulTerminated(field: "attribute-value"), as: UTF8.self)
    }
    return attribute
  }
}
