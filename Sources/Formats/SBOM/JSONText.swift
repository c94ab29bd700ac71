internal import Bytes
internal import Cryptography
internal import FoundationEssentials

/// Writes a document in the one form: indented, keys sorted, a newline at the end.
///
/// `nameLine` is the beginning of the top-level line that holds ``nilUUID``; the nil UUID there
/// becomes the name-based UUID of the text itself, with `kind` in front.
func document(
  _ value: some Encodable, kind: String, nameLine: String
) throws(UndescribablePackage) -> BillOfMaterials.Document {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  var bytes: [UInt8]
  do { bytes = [UInt8](try encoder.encode(value)) } catch { throw .unencodable("\(error)") }
  bytes.append(UInt8(ascii: "\n"))
  // No string in JSON holds a raw newline, so the line's beginning is found once at most.
  guard let line = position(of: Array("\n  \(nameLine)".utf8), in: bytes, from: 0),
    let start = position(of: Array(nilUUID.utf8), in: bytes, from: line)
  else { preconditionFailure("the document has no line for its name") }
  let uuid: String
  do throws(CryptographyError) {
    let content = hexadecimal(try digest(.sha256, of: bytes))
    uuid = try nameBasedUUID(
      namespace: documentNamespace, name: Array("\(kind)|\(content)".utf8))
  } catch { throw .digestUnavailable("\(error.operation) \(error.reason)") }
  bytes.replaceSubrange(start..<start + nilUUID.utf8.count, with: uuid.utf8)
  return BillOfMaterials.Document(bytes: bytes, uuid: uuid)
}

private func position(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
  guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
  for index in start...(bytes.count - pattern.count)
  where bytes[index] == first && bytes[index..<index + pattern.count].elementsEqual(pattern) {
    return index
  }
  return nil
}
