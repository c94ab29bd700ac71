/// Labels and their values, in two columns.
struct Rows {
  private(set) var lines: [String] = []

  /// Adds a row; none for a value that is not there.
  ///
  /// Control characters of a hostile file show as `?`.
  mutating func add(_ label: String, _ value: String?) {
    guard let value else { return }
    let padding = String(repeating: " ", count: max(1, 14 - label.utf8.count))
    lines.append(label + padding + shown(value))
  }

  private func shown(_ value: String) -> String {
    // Nearly all text is plain; looking at bytes is the fast way to know.
    if value.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return value }
    return String(
      String.UnicodeScalarView(
        value.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}
