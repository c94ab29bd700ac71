public import Bytes
internal import Cryptography
internal import OpenPGP
public import RPM

/// Puts lead, signature header and main header before a payload that is already in place.
///
/// The room was reserved before the payload was streamed, so nothing is written
/// twice. The payload is read back once, for the MD5 the signature header holds over header
/// and payload together, which can only begin when the header is known; what that pass saw is
/// returned for the package to be verified with. A signature over header and payload, if `forms`
/// ask for one, is made in the same pass.
public func finishRPM(
  _ metadata: RPMMetadata, files: [PackedFile], ghosts: [PackageEntry], stream: PayloadStream,
  signer: ArtefactSigner?, forms: RPMSignatureForms = RPMSignatureForms(),
  in file: any ByteSink & ByteSource
) throws -> RPMPayloadReading {
  let header = try rpmHeader(metadata, files: files, ghosts: ghosts, stream: stream)
  let bytes = header.serialized()
  let payload = RPMPrologue.size + bytes.count..<file.count
  precondition(payload.count == stream.compressedSize, "the header fills the room left for it")
  let md5 = try DigestStream(.md5)
  let sha256 = try DigestStream(.sha256)
  let whole = forms.package ? try signer?.builder() : nil
  try md5.update(bytes)
  try whole?.update(bytes)
  do throws(WindowFailure<OpenPGPError>) {
    try unsafe file.forEachWindow(in: payload) { bytes throws(OpenPGPError) in
      do throws(CryptographyError) {
        unsafe try md5.update(bytes)
        unsafe try sha256.update(bytes)
      } catch { throw .cryptography(error) }
      unsafe try whole?.update(bytes)
    }
  } catch {
    switch error {
    case .source(let error): throw error
    case .body(let error): throw error
    }
  }
  var signatures = RPMSignatureSet(
    header: try signer?.signature(over: bytes), package: try whole?.finish())
  if forms.openPGP { signatures.openPGP = [signatures.header].compactMap(\.self) }
  let reading = RPMPayloadReading(
    packageMD5: try md5.current(), sha256: try sha256.current())
  let prologue = try RPMPrologue(
    metadata: metadata, header: header, payloadSize: payload.count,
    uncompressedPayloadSize: stream.uncompressedSize, md5: reading.packageMD5,
    signatures: signatures)
  try file.overwrite(prologue.serialized() + bytes, at: 0)
  return reading
}
