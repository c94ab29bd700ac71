import Diagnostics
import Testing
import Trust

/// What `--key` and a recipe's `key` may say.
struct KeyReferenceTests {
  private static let fingerprint = "ACF648749EE9D68C0C8A70F5D7A9522D1C120065"

  private func token(_ text: String) throws -> TokenURI {
    guard case .token(let token) = try KeyReference(text) else {
      throw Diagnostic("test.kind", "no token")
    }
    return token
  }

  @Test func filesAreFiles() throws {
    for path in ["key.asc", "/a/b", "x:y", "gpg-agent", "with space"] {
      #expect(try KeyReference(path) == .file(path: path))
    }
    #expect(try KeyReference("file:pkcs11:x") == .file(path: "pkcs11:x"))
    #expect(try KeyReference("key.asc", backend: .file) == .file(path: "key.asc"))
  }

  @Test func agentsKeysHaveFingerprints() throws {
    for text in [Self.fingerprint, Self.fingerprint.lowercased()] {
      guard case .agent(let key) = try KeyReference("gpg-agent:\(text)") else {
        Issue.record("no agent")
        return
      }
      #expect(key.identifier == Self.fingerprint && key.socket == nil)
    }
    let named = try KeyReference("\(Self.fingerprint)?socket=/run/a%20b", backend: .agent)
    guard case .agent(let key) = named else {
      Issue.record("no agent")
      return
    }
    #expect(key.socket == "/run/a b")
  }

  @Test func tokensHaveAttributes() throws {
    let whole = try token(
      "pkcs11:token=My%20Token;manufacturer=M;model=2;serial=00ff;slot-id=7;object=release%3bkey;"
        + "id=%00%01%fe;type=private?module-path=/usr/lib/p11.so&pin-source=file:/etc/pin")
    #expect(whole.token == "My Token" && whole.manufacturer == "M" && whole.model == "2")
    #expect(whole.serial == "00ff" && whole.slot == 7 && whole.object == "release;key")
    #expect(whole.identifier == [0, 1, 0xfe] && whole.modulePath == "/usr/lib/p11.so")
    #expect(whole.pinSource == "/etc/pin")
    let least = try token("pkcs11:id=%41?module-path=/m.so")
    #expect(least.identifier == [0x41] && least.object == nil && least.pinSource == nil)
  }

  @Test func providersAndProgramsHaveNames() throws {
    guard case .provider(let key) = try KeyReference("provider:tpm2:handle:0x81000001"),
      case .provider(let module) = try KeyReference("provider:/opt/p.so:file:key.pem"),
      case .program(let program) = try KeyReference("exec:./sign?key=alias/a%20b&timeout=5"),
      case .program(let plain) = try KeyReference("exec:/opt/sign")
    else {
      Issue.record("another kind")
      return
    }
    #expect(key.provider == "tpm2" && key.uri == "handle:0x81000001")
    #expect(module.provider == "/opt/p.so" && module.uri == "file:key.pem")
    #expect(program.program == "./sign" && program.key == "alias/a b" && program.seconds == 5)
    #expect(plain.key == "" && plain.seconds == 60)
  }

  @Test(arguments: [
    "gpg-agent:", "gpg-agent:D7A9522D1C120065", "gpg-agent:\(fingerprint)?socket=relative",
    "gpg-agent:\(fingerprint)?other=x", "pkcs11:", "pkcs11:object=a",
    "pkcs11:object=a?module-path=m.so",
    "pkcs11:token=t?module-path=/m.so", "pkcs11:object=a;object=b?module-path=/m.so",
    "pkcs11:id=%41;id=%42?module-path=/m.so", "pkcs11:object=a;x-vendor=1?module-path=/m.so",
    "pkcs11:object=a;type=cert?module-path=/m.so", "pkcs11:object=a;slot-id=x?module-path=/m.so",
    "pkcs11:object=%4?module-path=/m.so", "pkcs11:object=%00?module-path=/m.so",
    "pkcs11:object=%ff?module-path=/m.so", "pkcs11:object?module-path=/m.so",
    "pkcs11:object=a?module-path=/m.so&pin-source=pin", "pkcs11:object=a?module-path=/m.so&other=1",
    "provider:", "provider:tpm2", "provider::uri", "provider:tpm2:", "exec:", "exec:sign",
    "exec:/sign?timeout=0", "exec:/sign?timeout=x", "exec:/sign?other=1", "exec:/sign?key",
  ])
  func whatNamesNoKeyIsRefused(text: String) {
    let error = #expect(throws: Diagnostic.self) { try KeyReference(text) }
    #expect(error?.code == "key.bad-reference" && error?.exit == .usage)
  }

  @Test func aPINInTheTextIsRefusedAndNotRepeated() {
    let text = "pkcs11:object=a?module-path=/m.so&pin-value=7391"
    let error = #expect(throws: Diagnostic.self) { try KeyReference(text) }
    #expect(error?.code == "key.bad-reference")
    #expect(error?.description.contains("7391") == false)
  }

  @Test func aBackendAndASchemeMustAgree() {
    let error = #expect(throws: Diagnostic.self) {
      try KeyReference("exec:/opt/sign", backend: .token)
    }
    #expect(error?.code == "key.bad-reference")
  }
}
