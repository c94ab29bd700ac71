"""Signs files as an instance of their own: sign.py DIRECTORY NAME...

Each gets NAME.sigstore.json; the directory root.json, and trust_config.json for sigstore-python.
"""

import json
import pathlib
import sys

from instance import Instance

place, made = pathlib.Path(sys.argv[1]), Instance()
for name in sys.argv[2:]:
    bundle = made.bundle((place / name).read_bytes())
    (place / (name + ".sigstore.json")).write_text(json.dumps(bundle))
(place / "root.json").write_text(json.dumps(made.trusted_root()))
(place / "trust_config.json").write_text(json.dumps(made.trust_config()))
