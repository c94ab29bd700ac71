/// What a package is: one line, and a longer text below it.
///
/// - SeeAlso: Debian Policy Manual §5.6.13.
public struct DebianDescription: Hashable, Sendable {
  /// The one line shown in listings.
  public var synopsis: String
  /// Lines below it; an empty one separates paragraphs, an indented one is shown verbatim.
  public var extended: [String]

  public init(synopsis: String, extended: [String] = []) {
    self.synopsis = synopsis
    self.extended = extended
  }

  /// The first line that says something becomes the synopsis, what follows the extended text.
  ///
  /// White space is dropped around the synopsis, at the end of every line, and where the
  /// extended text begins and ends with empty lines; indentation is kept.
  public init(_ text: String) {
    var lines = text.utf8.split(separator: newline, omittingEmptySubsequences: false).map {
      var line = $0
      while let last = line.last, isBlank(last) || last == 13 { line.removeLast() }
      return String(Substring(line))
    }
    while lines.first?.isEmpty == true { lines.removeFirst() }
    while lines.last?.isEmpty == true { lines.removeLast() }
    synopsis = lines.isEmpty ? "" : String(Substring(lines.removeFirst().utf8.drop(while: isBlank)))
    while lines.first?.isEmpty == true { lines.removeFirst() }
    extended = lines
  }

  /// The unfolded value of a `Description` field.
  public var value: String { ([synopsis] + extended).joined(separator: "\n") }
}
