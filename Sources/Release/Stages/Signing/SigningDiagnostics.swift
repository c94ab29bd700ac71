public import Diagnostics

extension Diagnostic {
  /// Why a package is not signed.
  public static func unsound(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      "sign.unsound", "'\(name)' is not signed, because it does not verify: \(reason)",
      hint: "make or fetch it anew; a signature would vouch for the damage", exit: .notPermitted)
  }

  /// A signature that does not verify although it was just made.
  public static func unproven(_ name: String) -> Diagnostic {
    Diagnostic(
      "sign.unproven", "the signature made for '\(name)' does not verify",
      hint: "the file is left as it was; this is a fault of the machine or a bug in pkg",
      exit: .internalError)
  }

  /// Why an artefact that is signed already is left as it is.
  public static func alreadySigned(
    _ name: String, _ place: String, _ reason: String
  ) -> Diagnostic {
    Diagnostic(
      "sign.already-signed", "'\(name)' has a signature already, '\(place)': \(reason)",
      hint: "sign a package without signatures, or give --replace to drop the old ones; --add keeps"
        + " good ones of others in an RPM",
      exit: .notPermitted)
  }
}
