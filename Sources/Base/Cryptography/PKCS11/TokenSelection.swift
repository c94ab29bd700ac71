/// Which key of which token of which module, by what is known of them.
///
/// All that is given must fit, and what fits must be one.
public struct TokenSelection: Hashable, Sendable {
  /// The path of the module, a shared library.
  public var module: String
  /// The token's label, and what else its maker wrote on it.
  public var token: String?
  public var manufacturer: String?
  public var model: String?
  public var serial: String?
  public var slot: UInt64?
  /// The key's label, `CKA_LABEL`.
  public var label: String?
  /// The key's `CKA_ID`.
  public var identifier: [UInt8]?

  public init(module: String) { self.module = module }
}
