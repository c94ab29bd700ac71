public import Bytes

extension MalformedInput.Code {
  /// A control paragraph names the same field twice.
  public static let duplicateField = Self("duplicate-field")
  /// A package holds a member twice, such as a second `control.tar`.
  public static let duplicateMember = Self("duplicate-member")
  /// A package holds a member that is none of those this reader knows.
  public static let unexpectedMember = Self("unexpected-member")
  /// A package holds a known member at the wrong place.
  public static let misplacedMember = Self("misplaced-member")
  /// A package ends before a member it must have.
  public static let missingMember = Self("missing-member")
  /// A member that must hold something is empty.
  public static let emptyMember = Self("empty-member")
}
