public import Bytes
public import Debian

/// Signs a finished DEB as debsigs does: a member at its end over all the others' contents.
///
/// - SeeAlso: debsigs(1p); debsig-verify(1).
public func appendDebianSignature(
  by signer: ArtefactSigner, role: DebianSignature.Role, date: Int64,
  to file: any ByteSink & ByteSource
) throws {
  let package = try DebianPackage.read(from: file)
  try file.append(try signatureMember(by: signer, role, date, of: package, in: file))
}

/// Copies a DEB into `output` with a signature of `role`, all other members where they are.
///
/// An older signature of the role gives its place to the new one; otherwise that is the end.
public func signDebian(
  _ package: DebianPackage, in source: any ByteSource, by signer: ArtefactSigner,
  role: DebianSignature.Role, date: Int64, into output: any ByteSink
) throws {
  let member = try signatureMember(by: signer, role, date, of: package, in: source)
  let place = package.place(ofSigningAs: role)
  try output.append(0..<place.lowerBound, of: source)
  try output.append(member)
  try output.append(place.upperBound..<source.count, of: source)
}

private func signatureMember(
  by signer: ArtefactSigner, _ role: DebianSignature.Role, _ date: Int64,
  of package: DebianPackage, in source: any ByteSource
) throws -> [UInt8] {
  let packet = try signer.signature(over: package.signedRanges, of: source)
  return try DebianPackage.signatureMember(role: role, packet: packet, modified: Int(date))
}
