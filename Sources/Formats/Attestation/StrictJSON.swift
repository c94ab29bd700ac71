public import Bytes
internal import FoundationEssentials

/// JSON as signed documents are read: UTF-8, one value, and no name twice in an object.
///
/// RFC 8259 §4 leaves open which of two members with one name counts. Readers differ, so one could
/// verify what another never sees.
public enum StrictJSON {
  /// Reads a value, which errors call `field`.
  ///
  /// Where a value of the wrong kind stands is not known.
  ///
  /// - Throws: `MalformedInput`, `duplicate` for a name that stands twice, at any depth.
  public static func value<T: Decodable>(
    _: T.Type = T.self, in json: [UInt8], field: String
  ) throws(MalformedInput) -> T {
    // A NUL or another encoding would let two readers see two texts.
    guard String(validating: json, as: UTF8.self) != nil, !json.contains(0) else {
      throw MalformedInput(.invalidValue, at: 0, field: field)
    }
    let value: T
    do { value = try JSONDecoder().decode(T.self, from: Data(json)) } catch {
      throw error as? MalformedInput ?? MalformedInput(.invalidValue, at: 0, field: field)
    }
    _ = try names(in: json, field: field)
    return value
  }

  /// The names of all members of all objects, each object's all different.
  ///
  /// The text must be JSON already: of what is not, no more is said than that it never traps.
  public static func names(
    in json: [UInt8], field: String
  ) throws(MalformedInput) -> Set<String> {
    var all: Set<String> = []
    // What the open objects have so far; `nil` stands for an array.
    var open: [Set<String>?] = []
    var isNameNext = false
    // The last byte that is no space.
    var previous: UInt8 = 0
    var index = 0
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "{"):
        open.append([])
        isNameNext = true
      case UInt8(ascii: "["):
        open.append(nil)
        isNameNext = false
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // Foundation lets a comma stand there.
        guard previous != UInt8(ascii: ",") else {
          throw MalformedInput(.invalidValue, at: index, field: field)
        }
        _ = open.popLast()
        isNameNext = false
      case UInt8(ascii: ","): isNameNext = open.last.flatMap(\.self) != nil
      case UInt8(ascii: "\""):
        let end = try endOfString(json, from: index, field: field)
        if isNameNext {
          let name = try text(json[index..<end], at: index, field: field)
          guard open[open.count - 1]?.insert(name).inserted == true else {
            throw MalformedInput(.duplicate, at: index, field: "\(field), \"\(name)\"")
          }
          all.insert(name)
          isNameNext = false
        }
        index = end - 1
      default: break
      }
      if ![0x20, 0x09, 0x0a, 0x0d].contains(json[index]) { previous = json[index] }
      index += 1
    }
    return all
  }

  /// Behind the quotation mark that ends the string at `start`.
  private static func endOfString(
    _ json: [UInt8], from start: Int, field: String
  ) throws(MalformedInput) -> Int {
    var index = start + 1
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "\""): return index + 1
      case UInt8(ascii: "\\"): index += 2
      default: index += 1
      }
    }
    throw MalformedInput(.truncated, at: start, field: field)
  }

  /// What a string says, its escapes resolved.
  private static func text(
    _ literal: ArraySlice<UInt8>, at offset: Int, field: String
  ) throws(MalformedInput) -> String {
    guard literal.contains(UInt8(ascii: "\\")) else {
      return String(decoding: literal.dropFirst().dropLast(), as: UTF8.self)
    }
    do { return try JSONDecoder().decode(String.self, from: Data(literal)) } catch {
      throw MalformedInput(.invalidValue, at: offset, field: field)
    }
  }
}
