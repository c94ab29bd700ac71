internal import Bytes
internal import Diagnostics
internal import OpenPGP
internal import Trust
internal import Workspace

/// What `pkg key export` is asked.
public struct KeyExportRequest: Sendable {
  public var files: [String]
  /// For whom they are written; all but OpenPGP's form hold one key.
  public var form: PublicKeyForm
  /// Where they go; standard output when `nil`.
  public var output: String?
  /// Whether certificates are written as binary packets instead of armored.
  public var isBinary: Bool
  /// Whether signatures of other people and pictures are left out.
  public var isMinimal: Bool

  public init(
    files: [String], form: PublicKeyForm, output: String?, isBinary: Bool, isMinimal: Bool
  ) {
    self.files = files
    self.form = form
    self.output = output
    self.isBinary = isBinary
    self.isMinimal = isMinimal
  }
}

/// Writes the public part of the keys in files, as one file of certificates or in another form.
///
/// Returns what goes to standard output, which is empty when there is an output file. An existing
/// file is never overwritten.
public func exportKeys(_ request: KeyExportRequest) throws -> String {
  let contents: [UInt8]
  if request.form == .openpgp {
    contents = try certificates(request)
  } else if let file = request.files.first, request.files.count == 1 {
    contents = try publicKey(of: file, as: request.form)
  } else {
    throw Diagnostic(
      "key.not-one", "\(request.files.count) files are given, and '--form' writes one key",
      hint: "export each on its own", exit: .usage)
  }
  guard let path = request.output else { return String(decoding: contents, as: UTF8.self) }
  try publishNew(contents, at: path)
  return ""
}

/// All certificates of the files, behind one another.
private func certificates(_ request: KeyExportRequest) throws -> [UInt8] {
  var packets: [UInt8] = []
  for path in request.files {
    let keyring = try loadKeyring(path)
    if let warning = keyring.warnings.first {
      // A key left out of what is published would be missed by those who verify.
      throw Diagnostic(
        "keyring.unsupported-key", warning.message, hint: "export the other keys on their own",
        exit: .badInput)
    }
    for certificate in keyring.certificates {
      packets += (request.isMinimal ? certificate.withOwnSignaturesOnly : certificate).serialized()
    }
  }
  return request.isBinary ? packets : Armor(.publicKey, packets).serialized()
}
