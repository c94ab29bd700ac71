internal import ArgumentParser
import Pipeline

/// What `pkg verify` is told to let pass.
struct ExceptionOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: """
      Count OpenPGP signatures (of RPMs, DEBs and other files) by a key that is expired, not yet \
      valid, RSA of 1024 to 2047 bits, not for signing, self-signed over SHA-1 or not bound. Each \
      is warned of. A revoked key, a DSA key and a bad signature stay refused.
      """)
  var allowWeakKey = false

  @Flag(
    name: .long,
    help: """
      Of a file without any signature (RPM, DEB or other) judge the rest, and exit 3, not 1, if \
      that holds.
      """)
  var allowUnsigned = false

  var exceptions: VerifyExceptions {
    VerifyExceptions(weakKeys: allowWeakKey, unsigned: allowUnsigned)
  }

  /// The first one asked for, as it is written.
  var name: String? {
    allowWeakKey ? "--allow-weak-key" : allowUnsigned ? "--allow-unsigned" : nil
  }
}
