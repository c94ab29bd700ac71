internal import Diagnostics

/// A key on a PKCS#11 token, by the attributes of its URI (RFC 7512).
///
/// An attribute that is not known here is refused: what was meant to tell keys apart must not be
/// ignored. So is `pin-value`, because command lines and recipes are no places for a secret.
public struct TokenURI: Hashable, Sendable {
  /// The library to load, `module-path`.
  public var modulePath: String
  public var token: String?
  public var manufacturer: String?
  public var model: String?
  public var serial: String?
  /// The slot's number, `slot-id`.
  public var slot: UInt64?
  /// The key's label, `object`.
  public var object: String?
  /// The key's `CKA_ID`, `id`.
  public var identifier: [UInt8]?
  /// The path of a file that holds the PIN, `pin-source`.
  public var pinSource: String?

  init(_ text: String) throws(Diagnostic) {
    let whole = "pkcs11:\(text)"
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    // The one attribute that is not text.
    let attributes = halves[0].split(separator: ";")
    let identifiers = attributes.filter { $0.hasPrefix("id=") }
    guard identifiers.count < 2 else { throw badReference(whole, "'id' stands there twice") }
    identifier = try identifiers.first.map { (part) throws(Diagnostic) in
      try decodedBytes(part.dropFirst(3), in: whole)
    }
    let others = attributes.filter { !$0.hasPrefix("id=") }.joined(separator: ";")
    for (name, value) in try pairs(others[...], separator: ";", in: whole) {
      switch name {
      case "token": token = value
      case "manufacturer": manufacturer = value
      case "model": model = value
      case "serial": serial = value
      case "object": object = value
      case "slot-id":
        guard let number = UInt64(value) else { throw badReference(whole, "slot-id is a number") }
        slot = number
      case "type":
        guard value == "private" else { throw badReference(whole, "type must be 'private'") }
      default: throw badReference(whole, "the attribute '\(name)' is not known")
      }
    }
    var module: String?
    for (name, value) in try pairs(halves.dropFirst().first ?? "", separator: "&", in: whole) {
      switch name {
      case "module-path": module = value
      case "pin-source":
        pinSource = value.hasPrefix("file:") ? String(value.dropFirst(5)) : value
      case "pin-value":
        throw badReference("pkcs11:…", "a PIN does not belong there; use pin-source=FILE")
      default: throw badReference(whole, "the attribute '\(name)' is not known")
      }
    }
    guard let module, module.hasPrefix("/") else {
      throw badReference(whole, "it needs '?module-path=/PATH' of the token's PKCS#11 library")
    }
    guard object != nil || identifier != nil else {
      throw badReference(whole, "it needs the key's label, object=…, or its id=…")
    }
    if let pinSource, !pinSource.hasPrefix("/") {
      throw badReference(whole, "pin-source is the absolute path of a file")
    }
    modulePath = module
  }
}
