public import Bytes
internal import Diagnostics
public import OpenPGP
public import RPM

/// Which signatures an RPM gets beside the one over its header.
public struct RPMSignatureForms: Hashable, Sendable {
  /// Over header and payload, for rpm before 4.14, which knows no other protection of the payload.
  public var package: Bool
  /// The entry rpm 6 looks at.
  public var openPGP: Bool
  /// Whether signatures that are there already are dropped, whoever made them.
  public var isReplacing: Bool
  /// Others whose good signatures stay beside the new one, in the entry that holds several.
  public var others: [Certificate]

  public init(
    package: Bool = false, openPGP: Bool = false, isReplacing: Bool = false,
    others: [Certificate] = []
  ) {
    self.package = package
    self.openPGP = openPGP
    self.isReplacing = isReplacing
    self.others = others
  }
}

/// The signing of one RPM: the package is read once, and verified, signed and copied from what was
/// read.
///
/// Before a signature is made, the layout and every digest over the file's own bytes hold. A good
/// signature by the signer's own key is kept as it is, so that signing twice changes nothing, and
/// so is one of the others that are to stay.
public struct RPMSigning {
  private let package: RPMPackage
  private let name: String
  private let signer: ArtefactSigner
  private let forms: RPMSignatureForms
  private let headerBytes: [UInt8]
  /// What is there already and stays.
  private var kept = RPMSignatureSet()
  /// The signer's own over the main header, wherever it was found.
  private var own: [UInt8]?
  private var hasOwnEntry = false
  /// The signature over header and payload that is there and stays if it is good.
  private var packageVerifier: SignatureVerifier?

  private let time: UInt32

  /// Looks at what is signed already.
  ///
  /// `name` is what the user calls the package; `time`, in seconds since the epoch, is when the
  /// signer's own certificate is to be valid.
  ///
  /// - Throws: `sign.unsound` for a package whose layout is not strict, `sign.already-signed` for
  ///   one that somebody else signed.
  public init(
    _ package: RPMPackage, name: String, by signer: ArtefactSigner, forms: RPMSignatureForms,
    at time: UInt32
  ) throws {
    self.package = package
    self.name = name
    self.signer = signer
    self.forms = forms
    // A signature of a time to come is no less sound.
    self.time = max(time, signer.created)
    headerBytes = package.header.serialized()
    if let first = package.checkLayout().first(where: { $0.severity == .error }) {
      throw Diagnostic.unsound(name, first.message)
    }
    if !forms.isReplacing { try keepSignatures() }
  }

  private mutating func keepSignatures() throws {
    for signature in package.signatures {
      do { try keep(signature) } catch let error as MalformedInput {
        throw Diagnostic.alreadySigned(name, "\(signature.tag.rawValue)", "\(error)")
      }
    }
  }

  private mutating func keep(_ signature: RPMSignature) throws {
    if signature.coversPayload {
      packageVerifier = try SignatureVerifier(parsing: signature.packet)
      try packageVerifier?.update(headerBytes)
      kept.package = signature.packet
      return
    }
    let isEntry = signature.tag == .openPGPSignatures
    switch try standing(signature.packet, over: headerBytes) {
    case .foreign(let reason):
      throw Diagnostic.alreadySigned(name, "\(signature.tag.rawValue)", "\(reason)")
    case .own:
      own = signature.packet
      hasOwnEntry = hasOwnEntry || isEntry
    case .other: break
    }
    if isEntry {
      kept.openPGP.append(signature.packet)
    } else if kept.header == nil {
      kept.header = signature.packet
    } else {
      throw Diagnostic.alreadySigned(
        name, "\(signature.tag.rawValue)", "the header has one under another tag too")
    }
  }

  private func standing(_ packet: [UInt8], over bytes: [UInt8]) throws -> StandingSignature {
    try StandingSignature(packet, over: bytes, by: signer, others: forms.others, at: time)
  }

  /// Whether no new signature is to be made, as far as can be told before the payload is read: what
  /// is there is good, or the package is refused.
  public var isComplete: Bool {
    kept.header != nil && (!forms.package || kept.package != nil)
      && (!forms.openPGP || hasOwnEntry)
  }

  /// Reads the package and signs it; returns the finished file, `nil` when nothing is to change.
  ///
  /// `makeOutput` gives a new file; it is asked again when the signatures need more room than the
  /// old ones took.
  ///
  /// - Throws: `sign.unsound` when a digest does not match, `sign.unproven` when what was written
  ///   does not verify; failures of the source, the output or the key.
  public func run<Output: ByteSink & ByteSource>(
    _ source: any ByteSource, makeOutput: () throws -> Output
  ) throws -> Output? {
    let start = package.headerRange.lowerBound
    let output = isComplete ? nil : try makeOutput()
    try output?.reserve(start)
    try output?.append(headerBytes)
    let builder = forms.package && kept.package == nil ? try signer.builder() : nil
    try builder?.update(headerBytes)
    let digester = try RPMPayloadDigester(of: package)
    func look(_ bytes: UnsafeRawBufferPointer) throws {
      unsafe try digester.update(bytes)
      unsafe try builder?.update(bytes)
      unsafe try packageVerifier?.update(bytes)
    }
    if let output {
      try unsafe output.append(package.payloadRange, of: source, showing: look)
    } else {
      try unsafe source.show(package.payloadRange, to: look)
    }
    let problems = try package.verifyDigests(digester, source)
    if let first = problems.first(where: { $0.severity == .error }) {
      throw Diagnostic.unsound(name, first.message)
    }
    try requireOwnPackageSignature()
    guard let output else { return nil }
    let signatures = try signatures(builder)
    let resigned = try package.resigned(with: signatures)
    let finished = try place(resigned, in: output, makeOutput)
    try requireProven(finished, signatures)
    return finished
  }

  private func requireOwnPackageSignature() throws {
    guard let packageVerifier else { return }
    let verdict = try packageVerifier.verdict(
      keyring: [signer.certificate] + forms.others, at: time)
    if case .bad(let reason) = verdict {
      throw Diagnostic.alreadySigned(name, "header and payload", "\(reason)")
    }
  }

  /// What was kept and what is made now.
  private func signatures(_ builder: SignatureBuilder?) throws -> RPMSignatureSet {
    var result = kept
    // The same packet serves both entries: what it is over is the same.
    let own = try own ?? signer.signature(over: headerBytes)
    let header = result.header ?? own
    result.header = header
    if let builder { result.package = try builder.finish() }
    guard forms.openPGP, !hasOwnEntry else { return result }
    // rpm 6 looks at this entry alone, so what it saw until now goes with the new one.
    if result.openPGP.isEmpty, header != own { result.openPGP.append(header) }
    result.openPGP.append(own)
    return result
  }

  /// Puts the prologue before header and payload, which move when it needs another room.
  private func place<Output: ByteSink & ByteSource>(
    _ resigned: RPMResignature, in output: Output, _ makeOutput: () throws -> Output
  ) throws -> Output {
    guard !resigned.fitsInPlace else {
      try output.overwrite(resigned.prologue, at: 0)
      return output
    }
    let moved = try makeOutput()
    try moved.append(resigned.prologue)
    try moved.append(package.headerRange.lowerBound..<output.count, of: output)
    return moved
  }

  /// Reads back what was written before the payload and holds the signatures against it.
  ///
  /// The payload went from the very memory its digests were taken of.
  private func requireProven(
    _ output: any ByteSource, _ signatures: RPMSignatureSet
  ) throws {
    let written: RPMPackage
    do throws(RPMReadFailure) { written = try RPMPackage.read(from: output) } catch {
      throw Diagnostic.unproven(name)
    }
    let expected =
      [signatures.header].compactMap(\.self) + signatures.openPGP
      + [signatures.package].compactMap(\.self)
    guard written.header == package.header, !written.checkLayout().hasErrors,
      written.payloadRange.count == package.payloadRange.count,
      written.signatures.map(\.packet) == expected
    else { throw Diagnostic.unproven(name) }
    let bytes = written.header.serialized()
    for signature in written.signatures where !signature.coversPayload {
      if case .foreign = try standing(signature.packet, over: bytes) {
        throw Diagnostic.unproven(name)
      }
    }
  }
}
