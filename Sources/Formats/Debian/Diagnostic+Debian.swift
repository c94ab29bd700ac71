internal import Bytes
public import Diagnostics

extension DebianVersion {
  /// A version someone wrote, or why it is none.
  ///
  /// - Throws: `Diagnostic` `debian.bad-version`.
  public static func require(
    _ text: String, at location: SpecLocation? = nil
  ) throws(Diagnostic) -> DebianVersion {
    do throws(MalformedInput) { return try DebianVersion(text) } catch {
      throw wrong(
        "debian.bad-version", "a Debian version", text, error, location,
        hint: "write [epoch:]upstream[-revision], the upstream version beginning with a digit, of "
          + "letters, digits, '.', '+', '-' and '~'")
    }
  }
}

extension DebianPackageName {
  /// A name someone wrote, or why it is none.
  ///
  /// - Throws: `Diagnostic` `debian.bad-name`.
  public static func require(
    _ text: String, at location: SpecLocation? = nil
  ) throws(Diagnostic) -> DebianPackageName {
    do throws(MalformedInput) { return try DebianPackageName(text) } catch {
      throw wrong(
        "debian.bad-name", "a Debian package's name", text, error, location,
        hint: "use lower-case letters, digits, '+', '-' and '.', beginning with a letter or digit")
    }
  }
}

extension DebianArchitectureName {
  /// An architecture someone wrote, or why it is none.
  ///
  /// - Throws: `Diagnostic` `debian.bad-architecture`.
  public static func require(
    _ text: String, at location: SpecLocation? = nil
  ) throws(Diagnostic) -> DebianArchitectureName {
    do throws(MalformedInput) { return try DebianArchitectureName(text) } catch {
      throw wrong(
        "debian.bad-architecture", "an architecture's name", text, error, location,
        hint: "use letters, digits and '-'")
    }
  }
}

extension DebianDependencyList {
  /// The value of a relation field someone wrote, or why it is none.
  ///
  /// - Throws: `Diagnostics` with `debian.bad-dependency`, or with all that the field cannot
  ///   have, see ``RelationField/check(_:)``; restrictions to architectures are allowed here.
  public static func require(
    _ text: String, in field: RelationField, at location: SpecLocation? = nil
  ) throws(Diagnostics) -> DebianDependencyList {
    let list: DebianDependencyList
    do throws(MalformedInput) { list = try DebianDependencyList(text) } catch {
      throw Diagnostics(
        wrong(
          "debian.bad-dependency", "a list of dependencies", text, error, location,
          hint: "write 'name (>= version) | other, third'"))
    }
    var problems = list.dependencies.flatMap(field.check)
    problems.removeAll { $0.code == "debian.restricted-dependency" }
    for index in problems.indices { problems[index].location = location }
    if problems.hasErrors { throw Diagnostics(problems) }
    return list
  }
}

/// Says what is wrong with a text, and at which of its characters.
private func wrong(
  _ code: String, _ noun: String, _ text: String, _ error: MalformedInput,
  _ location: SpecLocation?, hint: String
) -> Diagnostic {
  let rest = String(decoding: text.utf8.dropFirst(error.offset), as: UTF8.self)
  let field = error.field ?? "it"
  let why =
    switch error.code {
    case .overflow: "\(field) is too large"
    case _ where rest.isEmpty: "\(field) is missing"
    default: "\(field) is wrong at '\(rest)'"
    }
  return Diagnostic(code, "'\(text)' is not \(noun): \(why)", at: location, hint: hint)
}
