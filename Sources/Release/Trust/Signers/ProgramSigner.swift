internal import Bytes
public import Cryptography
internal import FoundationEssentials

/// A key behind a program of the user's: anything that signs a digest, such as a cloud's service.
///
/// The program is given one JSON object and answers with one; see `Documentation/Keys.md`.
public struct ProgramSigner: RawSigner {
  /// Runs the program once: standard input in, standard output back.
  public typealias Call = @Sendable (_ input: [UInt8]) throws(SigningFailure) -> [UInt8]

  public let publicKey: PublicKey
  private let key: String
  private let call: Call

  /// `expected` is the public half where it is known; else the program is asked for it.
  public init(
    key: String, expecting expected: PublicKey?, call: @escaping Call
  ) throws(SigningFailure) {
    self.key = key
    self.call = call
    if let expected {
      publicKey = expected
    } else {
      let answer = try Answer(call(Request(operation: "public-key", key: key).serialized()))
      publicKey = try answer.key()
    }
  }

  public func sign(
    _ digest: [UInt8], _ algorithm: DigestAlgorithm
  ) throws(SigningFailure) -> [UInt8] {
    var request = Request(operation: "sign", key: key)
    request.digest = String(decoding: Base64.encoded(digest), as: UTF8.self)
    request.algorithm =
      switch publicKey.components {
      case .rsa: "rsa-pkcs1-\(algorithm.rawValue)"
      case .ecdsa(let curve, _): "ecdsa-\(curve.rawValue.lowercased())-\(algorithm.rawValue)"
      case .ed25519: "ed25519"
      }
    return try Answer(call(try request.serialized())).signature(by: publicKey)
  }
}

/// What the program reads.
private struct Request: Encodable {
  var version = 1
  var operation: String
  var key: String
  var algorithm: String?
  var digest: String?

  init(operation: String, key: String) {
    self.operation = operation
    self.key = key
  }

  func serialized() throws(SigningFailure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { return try [UInt8](encoder.encode(self)) + [UInt8(ascii: "\n")] } catch {
      throw SigningFailure(.unsupported, "exec", "the request cannot be written: \(error)")
    }
  }
}

/// What the program writes.
private struct Answer: Decodable {
  enum Encoding: String, Decodable { case raw, der }

  var signature: String?
  var encoding: Encoding?
  var publicKey: String?
  var error: String?

  init(_ bytes: [UInt8]) throws(SigningFailure) {
    do { self = try JSONDecoder().decode(Self.self, from: Data(bytes)) } catch {
      throw badAnswer("not the JSON object that is asked for")
    }
    if let error { throw SigningFailure(.refused, "exec", error) }
  }

  /// The signature as `r | s` or as the bytes it is.
  func signature(by key: PublicKey) throws(SigningFailure) -> [UInt8] {
    guard let signature else { throw badAnswer("no 'signature'") }
    let bytes = try decoded(signature)
    guard case .ecdsa(let curve, _) = key.components else {
      guard encoding != .der else { throw badAnswer("'der' is for ECDSA only") }
      return bytes
    }
    switch encoding {
    case .raw: return bytes
    case .der:
      do throws(CryptographyError) {
        return try ECDSASignature.pair(der: bytes, coordinateSize: curve.coordinateSize)
      } catch { throw badAnswer(error.reason) }
    case nil: throw badAnswer("no 'encoding': raw or der")
    }
  }

  /// The public key: PEM, or the DER within in base 64.
  func key() throws(SigningFailure) -> PublicKey {
    guard let publicKey else { throw badAnswer("no 'publicKey'") }
    let der: [UInt8]
    if publicKey.hasPrefix("-----BEGIN ") {
      do throws(MalformedInput) {
        let block = try PEM.blocks(in: Array(publicKey.utf8)).first { $0.label == "PUBLIC KEY" }
        guard let block else { throw MalformedInput(.badMagic, at: 0, field: "PEM") }
        der = block.contents
      } catch { throw badAnswer("'publicKey': \(error)") }
    } else {
      der = try decoded(publicKey)
    }
    do throws(CryptographyError) { return try PublicKey(subjectPublicKeyInfo: der) } catch {
      throw badAnswer("'publicKey': \(error.reason)")
    }
  }

  private func decoded(_ text: String) throws(SigningFailure) -> [UInt8] {
    do throws(MalformedInput) { return try Base64.decoded(Array(text.utf8)) } catch {
      throw badAnswer("\(error)")
    }
  }
}

private func badAnswer(_ words: String) -> SigningFailure {
  SigningFailure(.badAnswer, "exec", words)
}
