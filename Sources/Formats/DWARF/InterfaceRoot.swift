/// Something of a file's interface whose type is wanted.
public struct InterfaceRoot: Hashable, Sendable {
  /// The symbol's name.
  public var name: String
  /// The symbol's value; `nil` for one that is no address, such as thread storage.
  public var address: UInt64?
  public var isFunction: Bool

  public init(name: String, address: UInt64?, isFunction: Bool) {
    self.name = name
    self.address = address
    self.isFunction = isFunction
  }
}
