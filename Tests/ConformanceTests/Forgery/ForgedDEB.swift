import Foundation

/// A Debian package as a list of members, put together here.
struct ForgedDEB {
  struct Member {
    var name: String
    var contents: [UInt8]
  }

  var members: [Member] = []
  var tail: [UInt8] = []
  /// How many bytes there are less than that.
  var missing = 0

  init(_ bytes: [UInt8]) {
    var offset = 8
    while offset + 60 <= bytes.count {
      let field = { (place: Int, count: Int) in
        String(decoding: bytes[offset + place..<offset + place + count], as: UTF8.self)
          .trimmingCharacters(in: .whitespaces)
      }
      let start = offset + 60
      let size = Int(field(48, 10)) ?? 0
      members.append(Member(name: field(0, 16), contents: Array(bytes[start..<start + size])))
      offset = start + size + size % 2
    }
  }

  var bytes: [UInt8] { whole.dropLast(missing) }

  private var whole: [UInt8] {
    members.reduce(Array("!<arch>\n".utf8)) { all, member in
      var header = ""
      let size = "\(member.contents.count)"
      for (text, width) in [
        (member.name, 16), ("1767323045", 12), ("0", 6), ("0", 6), ("100644", 8), (size, 10),
      ] {
        header += text + String(repeating: " ", count: width - text.count)
      }
      let padding: [UInt8] = member.contents.count.isMultiple(of: 2) ? [] : [0x0a]
      return all + Array("\(header)`\n".utf8) + member.contents + padding
    } + tail
  }

  subscript(name: String) -> [UInt8] {
    get { members.first { $0.name.hasPrefix(name) }?.contents ?? [] }
    set {
      if let index = members.firstIndex(where: { $0.name.hasPrefix(name) }) {
        members[index].contents = newValue
      } else {
        members.append(Member(name: name, contents: newValue))
      }
    }
  }

  /// What debsigs signs.
  var document: [UInt8] { self["debian-binary"] + self["control.tar"] + self["data.tar"] }

  mutating func sign(
    by key: ForgerKey, _ signature: ForgedSignature = ForgedSignature(),
    as member: String = "_gpgorigin"
  ) throws {
    self[member] = try signature.packet(over: document, by: key)
  }
}
