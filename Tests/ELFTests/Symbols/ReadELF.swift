import Bytes
import ELF
import TestSupport

/// One symbol as `readelf --syms` prints it, in columns.
struct SymbolLine: Hashable, CustomStringConvertible {
  var index: Int
  var value: UInt64
  var size: UInt64
  var type: String
  var binding: String
  var visibility: String
  var place: String
  /// With its version: `name@@DEFAULT`, `name@HIDDEN` or `name@NEEDED`.
  var name: String

  var description: String {
    "\(index): \(String(value, radix: 16)) \(size) \(type) \(binding) \(visibility) \(place) \(name)"
  }
}

extension SymbolLine {
  /// Reads the lines of the table that `readelf` calls `table`, such as `.dynsym`.
  static func read(_ text: String, table: String) throws -> [SymbolLine] {
    var result: [SymbolLine] = []
    var isInside = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("Symbol table") { isInside = line.contains("'\(table)'") }
      guard isInside else { continue }
      // `<other>` bits stand between the columns, a version's number behind the name; Go's
      // names have spaces.
      var fields = line.split(separator: " ").map(String.init)
      if let last = fields.last, last.hasPrefix("("), last.hasSuffix(")"), fields.count > 8 {
        fields.removeLast()
      }
      if let bits = fields.firstIndex(where: { $0.hasPrefix("[") && !$0.contains("]") }) {
        fields.removeSubrange(bits...(bits + 1))
      }
      guard fields.count >= 7, fields[0].hasSuffix(":"), let index = Int(fields[0].dropLast()),
        let value = UInt64(fields[1], radix: 16)
      else { continue }
      let size =
        fields[2].hasPrefix("0x") ? UInt64(fields[2].dropFirst(2), radix: 16) : UInt64(fields[2])
      result.append(
        SymbolLine(
          index: index, value: value, size: size ?? 0, type: fields[3], binding: fields[4],
          visibility: fields[5], place: fields[6], name: fields.dropFirst(7).joined(separator: " "))
      )
    }
    return result
  }

  /// The same from our own reading of a table.
  static func of(_ table: SymbolTable, _ file: ELFFile, in bytes: [UInt8]) throws(MalformedInput)
    -> [SymbolLine]
  {
    var result: [SymbolLine] = []
    try table.forEach(in: bytes.span.bytes) { symbol throws(MalformedInput) in
      var name = table.name(of: symbol, in: bytes.span.bytes)
      var place = ""
      switch symbol.place {
      case .undefined: place = "UND"
      case .absolute: place = "ABS"
      case .common: place = "COM"
      case .section(let index):
        place = "\(index)"
        if symbol.type == .section { name = file.sectionHeaders[index].name }
      case .reserved(let index): place = "RSV[0x\(String(index, radix: 16))]"
      }
      // What stands for a version itself has none.
      if let version = table.version(of: symbol), symbol.type != .section,
        symbol.place != .absolute || version.name != name
      {
        name += (table.isDefault(symbol) ? "@@" : "@") + version.name
      }
      result.append(
        SymbolLine(
          index: symbol.index, value: symbol.value, size: symbol.size, type: symbol.type.name,
          binding: symbol.binding.name, visibility: symbol.visibility.name, place: place,
          name: name))
    }
    return result
  }
}

/// The versions that `readelf -V` lists as defined: index, flags and names.
func definedVersions(_ text: String) -> [String] {
  var result: [String] = []
  var isInside = false
  for line in text.split(separator: "\n") {
    if line.hasPrefix("Version") { isInside = line.hasPrefix("Version definition") }
    guard isInside else { continue }
    let fields = line.split(separator: " ").map(String.init)
    func value(_ label: String) -> String {
      fields.firstIndex(of: label).map { fields[$0 + 1] } ?? ""
    }
    if line.contains("Rev: 1") {
      result.append("\(value("Index:")) \(value("Flags:")) \(value("Name:"))")
    } else if line.contains("Parent") {
      result[result.count - 1] += " \(fields.last ?? "")"
    }
  }
  return result
}
