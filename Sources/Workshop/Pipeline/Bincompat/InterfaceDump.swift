internal import Compatibility
internal import Diagnostics
internal import FoundationEssentials
internal import Workspace

/// Interfaces saved to be compared later, when the files they were read from are gone.
struct InterfaceDump: Codable {
  static let schema = "pkg-bincompat-dump/1"

  var schema: String
  var kind: String
  var files: [LibraryInterface]

  init(_ side: CompatibilityReport.Side, _ set: LibrarySet) {
    schema = Self.schema
    kind = side.kind
    files = set.files
  }

  /// Reads a saved dump, which anyone may have edited.
  init(reading file: InputFile) throws {
    let bytes = try file.contents(limit: 1 << 30)
    func problem(_ what: String) -> Diagnostic {
      Diagnostic(
        "bincompat.bad-dump", "'\(file.path)' is no dump of interfaces: \(what)",
        hint: "make it anew with 'pkg bincompat dump'")
    }
    let dump: InterfaceDump
    do { dump = try JSONDecoder().decode(InterfaceDump.self, from: Data(bytes)) } catch {
      throw problem(Self.words(error))
    }
    guard dump.schema == Self.schema else { throw problem("its schema is '\(dump.schema)'") }
    if let broken = dump.files.first(where: { !$0.isSound }) {
      throw problem("a type of '\(broken.path)' refers to one that is not there")
    }
    self = dump
  }

  private static func words(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "" : " at \(path.map(\.stringValue).joined(separator: "."))"
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "'\(key.stringValue)' is missing\(place(context.codingPath))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return context.debugDescription + place(context.codingPath)
    @unknown default: return "\(error)"
    }
  }
}
