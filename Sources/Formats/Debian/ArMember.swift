public import Bytes

/// Where a member of an `ar` archive lies.
public struct ArMember: Hashable, Sendable {
  public let header: ArHeader
  /// The offset of the header.
  public let start: Int
  /// The contents, padding not counted.
  public let contents: Range<Int>

  /// The offset after the padding, where the next header begins.
  public var end: Int { contents.upperBound + header.padding.count }

  /// Reads the header at `offset` and proves that the contents and their padding are there.
  ///
  /// - Throws: `WindowFailure.body` with the `MalformedInput`: see ``ArHeader/init(parsing:)``;
  ///   `out-of-bounds` for an offset outside the source; `truncated` when the source ends inside the contents; `invalid-value` in `padding` when
  ///   that is no newline. `WindowFailure.source` when the source cannot be read.
  public static func read(
    from source: some ByteSource, at offset: Int
  ) throws(WindowFailure<MalformedInput>) -> ArMember {
    guard (0...source.count).contains(offset) else {
      throw .body(MalformedInput(.outOfBounds, at: offset, field: "ar_hdr"))
    }
    let available = min(ArHeader.byteCount, source.count - offset)
    let bytes = try source.checkedBytes(in: offset..<offset + available)
    let header: ArHeader
    do throws(MalformedInput) {
      var reader = unsafe ByteReader(bytes.span.bytes, base: offset)
      header = try ArHeader(parsing: &reader)
    } catch {
      throw .body(error)
    }
    // Ten digits after an offset that lies in the source: no overflow.
    let start = offset + ArHeader.byteCount
    let member = ArMember(header: header, start: offset, contents: start..<start + header.size)
    guard member.end <= source.count else {
      throw .body(MalformedInput(.truncated, at: source.count, field: header.name))
    }
    let padding = try source.checkedBytes(in: member.contents.upperBound..<member.end)
    guard padding == header.padding else {
      throw .body(
        MalformedInput(.invalidValue, at: member.contents.upperBound, field: "padding"))
    }
    return member
  }
}

extension ByteSource {
  /// Copies a range of the source.
  func checkedBytes(
    in range: Range<Int>
  ) throws(WindowFailure<MalformedInput>) -> [UInt8] {
    do throws(SourceFailure) { return try bytes(in: range) } catch { throw .source(error) }
  }
}
