/// A type, as debugging information describes it; other types are named by their index in
/// ``TypeGraph/types``.
public struct TypeRecord: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    case base, pointer, reference, typedef, union, array, function
    case structure = "struct"
    case `class`
    case enumeration = "enum"
    case rvalueReference = "rvalue-reference"
    case memberPointer = "member-pointer"
    case const, volatile, restrict, atomic
    /// One that a language gives no more than a name, such as C++'s `decltype(nullptr)`.
    case unspecified
    /// One that is described in another file, or in words this reader does not know.
    case unknown

    /// Whether it only says how another type may be used.
    public var isQualifier: Bool {
      switch self {
      case .const, .volatile, .restrict, .atomic: true
      default: false
      }
    }

    /// Whether it has members.
    public var isAggregate: Bool {
      switch self {
      case .structure, .class, .union: true
      default: false
      }
    }
  }

  /// A part of a structure, class or union.
  public struct Member: Hashable, Sendable, Codable {
    /// `nil` for an anonymous one.
    public var name: String?
    /// Bits from the start of the structure; `nil` when the program computes it.
    public var bitOffset: UInt64?
    /// The width of a bit field; `nil` for anything else.
    public var bitSize: UInt64?
    public var type: Int?
    /// Whether it is a base class.
    public var isBase: Bool?
  }

  /// A virtual function of a class.
  public struct VirtualFunction: Hashable, Sendable, Codable {
    /// The linkage name where there is one.
    public var name: String
    /// Its place in the table; `nil` when it is not said.
    public var slot: UInt64?
  }

  /// A name of an enumeration.
  public struct Enumerator: Hashable, Sendable, Codable {
    public var name: String
    public var value: Int64
  }

  /// How values of a class are passed: a class with a destructor or copy constructor of its own
  /// never is in registers.
  public enum Passing: String, Sendable, Codable {
    case byValue = "value"
    case byReference = "reference"
  }

  public var kind: Kind
  /// With the scopes it lies in, joined by `::`; `nil` for an anonymous type.
  public var name: String?
  /// Bytes; `nil` when it is not said.
  public var size: UInt64?
  /// `DW_ATE_*` of a base type.
  public var encoding: UInt64?
  /// What is pointed to, qualified, renamed, an element or returned; `nil` is `void`.
  public var target: Int?
  /// The class a member pointer points into.
  public var container: Int?
  public var members: [Member]?
  public var virtualFunctions: [VirtualFunction]?
  public var enumerators: [Enumerator]?
  /// The counts of an array's dimensions, -1 for one that is not known.
  public var counts: [Int64]?
  /// The parameters of a function type; `nil` in there is `void`.
  public var parameters: [Int?]?
  /// Whether a function type takes further parameters.
  public var isVariadic: Bool?
  /// How functions take and return values of a C++ class; `nil` when it is not said.
  public var passing: Passing?
  /// Whether no definition of the type is to be found.
  public var isDeclaration: Bool?

  public init(_ kind: Kind, name: String? = nil, size: UInt64? = nil, target: Int? = nil) {
    self.kind = kind
    self.name = name
    self.size = size
    self.target = target
  }

  /// The types named, in a fixed order.
  var references: [Int] {
    var result: [Int] = []
    if let target { result.append(target) }
    if let container { result.append(container) }
    for member in members ?? [] { if let type = member.type { result.append(type) } }
    for parameter in parameters ?? [] { if let parameter { result.append(parameter) } }
    return result
  }

  /// The record with every type named replaced.
  func replacing(_ new: (Int) -> Int) -> TypeRecord {
    var result = self
    result.target = target.map(new)
    result.container = container.map(new)
    result.members = members?.map { member in
      var member = member
      member.type = member.type.map(new)
      return member
    }
    result.parameters = parameters?.map { $0.map(new) }
    return result
  }
}
