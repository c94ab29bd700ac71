/// A table of the program's own: lines of columns between vertical bars.
///
/// The first line names the columns. Lines that start with `#` explain and empty lines part; a
/// dash stands for nothing. The tables are part of the program, so a bad one is a bug.
struct DataTable {
  /// A line, its cells by their column's name.
  struct Row {
    fileprivate var cells: [String: Substring]

    /// The text of a cell, without the spaces around it; `nil` for a dash.
    subscript(column: String) -> String? {
      guard let cell = cells[column] else { preconditionFailure("no column '\(column)'") }
      return cell == "-" ? nil : String(cell)
    }

    /// The text of a cell that is never a dash.
    func text(_ column: String) -> String {
      guard let text = self[column] else { preconditionFailure("'\(column)' is needed") }
      return text
    }

    /// The number in a cell.
    func number<Number: FixedWidthInteger>(_ column: String) -> Number {
      guard let number = Number(text(column)) else {
        preconditionFailure("'\(column)' is no number")
      }
      return number
    }

    /// The words in a cell.
    func words(_ column: String) -> [String] {
      (self[column] ?? "").split(separator: " ").map(String.init)
    }
  }

  let rows: [Row]

  init(_ bytes: [UInt8]) {
    var columns: [String] = []
    var rows: [Row] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    where !line.hasPrefix("#") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.drop { $0 == " " }.trimmingSuffix { $0 == " " }
      }
      if columns.isEmpty {
        columns = cells.map(String.init)
        continue
      }
      precondition(cells.count == columns.count, "a row has another number of cells: \(line)")
      precondition(cells.allSatisfy { !$0.isEmpty }, "a row has an empty cell: \(line)")
      rows.append(Row(cells: Dictionary(zip(columns, cells)) { first, _ in first }))
    }
    self.rows = rows
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ isExtra: (Character) -> Bool) -> Substring {
    var end = endIndex
    while end > startIndex, isExtra(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
