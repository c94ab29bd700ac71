import Attestation
import Cryptography

/// Envelopes and statements, which are JSON.
let attestationTargets: [FuzzTarget] = [
  FuzzTarget(
    "DSSEEnvelope",
    texts: [
      #"{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"AA=="}]}"#,
      #"{"payload":"-_8=","payloadType":"t","signatures":[{"keyid":"k","sig":""}],"x":[{}]}"#,
    ]
  ) { input in
    for envelope in try DSSEEnvelope.lines(parsing: input.bytes) {
      sameAgain(envelope) { try DSSEEnvelope(parsing: $0.serialized()) }
    }
  },
  FuzzTarget(
    "Statement",
    texts: [
      #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}],"predicateType":"t","predicate":{"a":[1]}}"#
    ]
  ) { input in
    let header = try StatementHeader(parsing: input.bytes)
    law(!header.subjects.isEmpty, "a statement about nothing")
  },
  FuzzTarget("PEM", texts: ["-----BEGIN A-----\nAAAA\n-----END A-----\n"]) { input in
    for block in try PEM.blocks(in: input.bytes) {
      sameAgain([block]) { try PEM.blocks(in: PEM.encoded($0[0].label, $0[0].contents)) }
    }
  },
]
