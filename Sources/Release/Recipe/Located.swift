public import Diagnostics

/// A value and the place in the recipe it was read from.
public struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
  public var value: Value
  /// Where later stages point when they have something to say about ``value``.
  public var location: SpecLocation

  public init(_ value: Value, at location: SpecLocation) {
    self.value = value
    self.location = location
  }
}
