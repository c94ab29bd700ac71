/// The types that a file's interface is made of.
///
/// A flat table, for types refer to one another in circles.
public struct TypeGraph: Hashable, Sendable, Codable {
  /// A function: what it returns and takes.
  public struct Function: Hashable, Sendable, Codable {
    /// `nil` is `void`.
    public var result: Int?
    public var parameters: [Parameter]
    public var isVariadic: Bool

    public init(result: Int?, parameters: [Parameter], isVariadic: Bool) {
      self.result = result
      self.parameters = parameters
      self.isVariadic = isVariadic
    }
  }

  public struct Parameter: Hashable, Sendable, Codable {
    public var name: String?
    public var type: Int?

    public init(name: String?, type: Int?) {
      self.name = name
      self.type = type
    }
  }

  public struct Variable: Hashable, Sendable, Codable {
    public var type: Int?

    public init(type: Int?) { self.type = type }
  }

  public var types: [TypeRecord] = []
  /// By the number of the root they were asked for by.
  public var functions: [Int: Function] = [:]
  public var variables: [Int: Variable] = [:]

  public init() {}

  /// Whether every type named is there, and every root below `rootCount`.
  ///
  /// Holds for a graph that was read from a file; one that was saved may have been edited.
  public func isSound(rootCount: Int) -> Bool {
    func isKnown(_ type: Int?) -> Bool { type.map(types.indices.contains) ?? true }
    return types.allSatisfy { $0.references.allSatisfy(types.indices.contains) }
      && functions.allSatisfy { root, function in
        (0..<rootCount).contains(root) && isKnown(function.result)
          && function.parameters.allSatisfy { isKnown($0.type) }
      }
      && variables.allSatisfy { (0..<rootCount).contains($0.key) && isKnown($0.value.type) }
  }
}
