internal import Archiving
internal import Diagnostics

/// Looks into the archives of a package, and says as a `Diagnostic` that one does not unpack.
///
/// `name` is the package as the user named it. Other errors pass.
public func unpacking<Value>(_ name: String, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as ArchiveError {
    throw Diagnostic(
      "verify.damaged-payload", "the payload of '\(name)' cannot be unpacked: \(error)",
      hint: "fetch or build the package anew")
  }
}
