"""The inputs of the benchmark, made on the spot from a fixed seed.

Run as a program: corpus.py FOLDER NAME... makes what is missing. It is a
process of its own so that its memory never counts for a measured child.
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
SEED = 20260102

MEDIUM_PACKAGES = 32
LARGE_PACKAGES = 232
TYPES_A_PACKAGE = 60
ARCHITECTURES = {
    "amd64": {"GOARCH": "amd64"},
    "arm64": {"GOARCH": "arm64"},
    "arm7": {"GOARCH": "arm", "GOARM": "7"},
}
TREE_FILES = 10_000
TREE_BYTES = 300_000_000
HUGE_BYTES = 1 << 30
# Shares of text, machine code and bytes that do not compress.
MIX = (("text", 0.55), ("code", 0.25), ("noise", 0.20))


def go(arguments, folder, **settings):
    """Runs the pinned Go toolchain, offline and without the user's settings."""
    environment = os.environ | {
        "CGO_ENABLED": "0", "GOOS": "linux", "GOENV": "off", "GOFLAGS": "-mod=mod",
        "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off",
        "GOCACHE": str(TOP / ".build/go-cache"), "GOPATH": str(TOP / ".build/go"),
    } | settings
    tool = TOP / ".build/venv/bin/go"
    subprocess.run([tool, *arguments], cwd=folder, env=environment, check=True)


# -- Go programs ---------------------------------------------------------------

WORDS = (
    "account address alarm archive bucket cluster domain endpoint event filter function gateway "
    "group image instance job key limit message metric model network node object order policy "
    "pool profile project queue record region report resource role route rule schedule secret "
    "session snapshot stack status storage stream subnet table task template token topic trail "
    "trigger user value version volume zone"
).split()
KINDS = ("string", "int64", "bool", "float64", "[]string", "map[string]string", "*int32", "[]byte")


def generated_type(generator, number):
    """Go source of one request type as an SDK has them: fields, checks, text, copies."""
    name = "".join(word.title() for word in generator.sample(WORDS, 3)) + str(number)
    fields = []
    for position in range(generator.randint(6, 14)):
        words = generator.sample(WORDS, 2)
        fields.append(("".join(w.title() for w in words) + str(position), generator.choice(KINDS)))
    out = [f"// {name} describes a {name.lower()}.", f"type {name} struct {{"]
    for field, kind in fields:
        out.append(f'\t{field} {kind} `json:"{field.lower()},omitempty"`')
    out += ["}", "", f"func (v *{name}) Validate() error {{"]
    for field, kind in fields:
        limit = generator.randint(3, 4000)
        if kind == "string":
            out.append(
                f"\tif len(v.{field}) > {limit} {{\n\t\treturn fmt.Errorf("
                f'"{name}.{field}: %d bytes exceed {limit}: %q", len(v.{field}), v.{field})\n\t}}')
        elif kind in ("int64", "float64"):
            out.append(
                f"\tif v.{field} < -{limit} || v.{field} > {limit * 7} {{\n\t\treturn fmt.Errorf("
                f'"{name}.{field}: %v is out of range", v.{field})\n\t}}')
        elif kind == "[]string":
            out.append(
                f"\tfor i, s := range v.{field} {{\n\t\tif s == \"\" {{\n\t\t\treturn fmt.Errorf("
                f'"{name}.{field}[%d] is empty", i)\n\t\t}}\n\t}}')
        elif kind == "map[string]string":
            out.append(
                f"\tfor k, s := range v.{field} {{\n\t\tif strings.HasPrefix(k, "
                f'"{generator.choice(WORDS)}:") && s == "" {{\n\t\t\treturn fmt.Errorf('
                f'"{name}.{field}: %q has no value", k)\n\t\t}}\n\t}}')
    out += ["\treturn nil", "}", "", f"func (v *{name}) String() string {{",
            "\tvar b strings.Builder", f'\tb.WriteString("{name}{{")']
    for field, kind in fields:
        out.append(f'\tfmt.Fprintf(&b, "{field}: %v, ", v.{field})')
    out += ['\tb.WriteString("}")', "\treturn b.String()", "}", "",
            f"func (v *{name}) Merge(o *{name}) *{name} {{", "\tr := *v"]
    for field, kind in fields:
        if kind == "string":
            out.append(f'\tif o.{field} != "" {{\n\t\tr.{field} = o.{field}\n\t}}')
        elif kind in ("[]string", "[]byte"):
            out.append(f"\tr.{field} = append(r.{field}, o.{field}...)")
        elif kind == "map[string]string":
            out.append(f"\tfor k, s := range o.{field} {{\n\t\tif r.{field} == nil {{\n"
                       f"\t\t\tr.{field} = map[string]string{{}}\n\t\t}}\n\t\tr.{field}[k] = s\n\t}}")
        elif kind == "bool":
            out.append(f"\tr.{field} = r.{field} || o.{field}")
        elif kind == "*int32":
            out.append(f"\tif o.{field} != nil {{\n\t\tr.{field} = o.{field}\n\t}}")
        else:
            out.append(f"\tr.{field} += o.{field}")
    out += ["\treturn &r", "}", ""]
    return name, "\n".join(out)


def generate_program(folder, packages):
    generator = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "go.mod").write_text("module example.com/medium\n\ngo 1.27\n")
    imports, calls = [], []
    for number in range(packages):
        package = f"service{number:03}"
        names, bodies = zip(*(generated_type(generator, n) for n in range(TYPES_A_PACKAGE)))
        source = [f"package {package}", "", 'import (\n\t"fmt"\n\t"strings"\n)', "",
                  "// Value is any request of this service.",
                  "type Value interface {\n\tValidate() error\n\tString() string\n}", "",
                  "// All makes one of each.", "func All() []Value {", "\treturn []Value{"]
        for name in names:
            source.append(f"\t\t(&{name}{{}}).Merge(&{name}{{}}),")
        source += ["\t}", "}", "", *bodies]
        (folder / package).mkdir(exist_ok=True)
        (folder / package / f"{package}.go").write_text("\n".join(source))
        imports.append(f'\t"example.com/medium/{package}"')
        calls.append(f"\tfor _, v := range {package}.All() {{\n\t\tshow(v)\n\t}}")
    main = ["package main", "", "import (", '\t"encoding/json"', '\t"net/http"', '\t"os"',
            *imports, ")", "", "type value interface {\n\tValidate() error\n\tString() string\n}", "",
            "func show(v value) {", "\tif err := v.Validate(); err != nil {",
            "\t\tprintln(err.Error())", "\t}", "\tprintln(v.String())",
            "\t_ = json.NewEncoder(os.Stdout).Encode(v)", "}", "", "func main() {",
            "\tif len(os.Args) > 1 {\n\t\tprintln(http.ListenAndServe(os.Args[1], nil).Error())\n\t}",
            *calls, "}", ""]
    (folder / "main.go").write_text("\n".join(main))


def make_medium(corpus):
    source = corpus / "medium-source"
    generate_program(source, MEDIUM_PACKAGES)
    for name, settings in ARCHITECTURES.items():
        go(["build", "-trimpath", "-ldflags", "-s -w", "-o", str(corpus / f"medium-{name}"), "."],
           source, **settings)


def make_large(corpus):
    """A program of the size of the largest in the field, with its symbols and without."""
    source = corpus / "large-source"
    generate_program(source, LARGE_PACKAGES)
    go(["build", "-trimpath", "-o", str(corpus / "large"), "."], source, GOARCH="amd64")
    subprocess.run(["strip", "-o", corpus / "large-stripped", corpus / "large"], check=True)


def make_library(corpus):
    """Two builds of a C library of 4,000 functions over 2,000 structures, whose interface is one."""
    generator = random.Random(SEED)
    types = ["int", "long", "double", "char *", "unsigned short"]
    lines = []
    for number in range(2000):
        members = [f"  {generator.choice(types)} m{i};" for i in range(generator.randint(3, 12))]
        if number:
            members.append(f"  struct s{generator.randrange(number)} *link;")
        lines += [f"struct s{number} {{", *members, "};"]
        for side in ("get", "put"):
            lines.append(
                f"long {side}_{number}(struct s{number} *a, int b) {{ return (long)a->m1 + b; }}")
    source = corpus / "library.c"
    source.write_text("\n".join(lines) + "\n")
    for name, level in (("old", "-O1"), ("new", "-O2")):
        subprocess.run(
            ["gcc", "-g", level, "-w", "-shared", "-fPIC", "-Wl,-soname,liblibrary.so.1",
             "-o", corpus / f"library-{name}.so", source], check=True)


def make_compile(corpus):
    go(["build", "-trimpath", "-ldflags", "-s -w", "-o", str(corpus / "compile"), "."],
       go_root() / "src/cmd/compile", GOFLAGS="", GOARCH="amd64")


# -- Mixed files ---------------------------------------------------------------

def go_root():
    answer = subprocess.run(
        [TOP / ".build/venv/bin/go", "env", "GOROOT"], capture_output=True, text=True, check=True)
    return pathlib.Path(answer.stdout.strip())


def go_sources():
    """Text as people write it: the sources of the pinned Go toolchain."""
    files = sorted((go_root() / "src").rglob("*.go"))
    return b"".join(path.read_bytes() for path in files if path.is_file())


class Mixture:
    """Pools of each kind of bytes, from which files are cut at random places."""

    def __init__(self, corpus):
        self.generator = random.Random(SEED)
        self.pools = {
            "text": go_sources(),
            "code": (corpus / "medium-amd64").read_bytes(),
        }

    def bytes(self, kind, size):
        if kind == "noise":
            return self.generator.randbytes(size)
        pool, parts = self.pools[kind], []
        while size > 0:
            start = self.generator.randrange(len(pool))
            part = pool[start:start + size]
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def kind(self):
        return self.generator.choices(
            [name for name, _ in MIX], weights=[share for _, share in MIX])[0]


def make_tree(corpus):
    mixture = Mixture(corpus)
    draws = [mixture.generator.lognormvariate(0, 1.2) for _ in range(TREE_FILES)]
    sizes = [int(draw / sum(draws) * TREE_BYTES) for draw in draws]
    sizes[0] += TREE_BYTES - sum(sizes)
    for number, size in enumerate(sizes):
        folder = corpus / "tree" / f"{number // 100:02}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file{number:05}").write_bytes(mixture.bytes(mixture.kind(), size))


def make_huge(corpus):
    mixture = Mixture(corpus)
    block = 1 << 20
    with open(corpus / "huge", "wb") as file:
        for _ in range(HUGE_BYTES // block):
            file.write(mixture.bytes(mixture.kind(), block))


PACKAGES = 200
PACKAGE_BYTES = 8 << 20
SPEC = """\
Name: noise
Version: 1
Release: 1
Summary: Bytes
License: MIT
BuildArch: noarch
%description
Bytes.
%install
mkdir -p %{buildroot}/usr/share
cp %{noise} %{buildroot}/usr/share/noise
%files
/usr/share/noise
"""


def make_packages(corpus):
    """Unsigned RPMs by rpmbuild, and a throw-away RSA-4096 key in a gpg home of its own."""
    folder = corpus / "packages"
    shutil.rmtree(folder, ignore_errors=True)
    home = folder / "gpg"
    home.mkdir(parents=True, mode=0o700)
    environment = os.environ | {"GNUPGHOME": str(home)}
    gpg = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
    run = lambda *command: subprocess.run(command, env=environment, check=True)
    run(*gpg, "--quick-generate-key", "Bench <bench@example.com>", "rsa4096", "sign", "never")
    run(*gpg, "--armor", "--output", folder / "key.sec.asc", "--export-secret-keys")
    (folder / "key.sec.asc").chmod(0o600)
    run(*gpg, "--armor", "--output", folder / "key.pub.asc", "--export")
    run("rpmkeys", "--dbpath", folder / "db", "--import", folder / "key.pub.asc")
    (folder / "noise").write_bytes(random.Random(SEED).randbytes(PACKAGE_BYTES))
    (folder / "noise.spec").write_text(SPEC)
    subprocess.run(
        ["rpmbuild", "-bb", "--quiet", "--define", f"_topdir {folder}/build",
         "--define", f"noise {folder}/noise", folder / "noise.spec"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (package,) = (folder / "build/RPMS/noarch").iterdir()
    for kind in ("unsigned", "signed"):
        (folder / kind).mkdir()
    for number in range(PACKAGES):
        shutil.copy(package, folder / f"unsigned/{number:03}.rpm")
    signed = [shutil.copy(package, folder / "signed")]
    run("rpmsign", "--define", "_gpg_name bench@example.com",
        "--define", f"__gpg {shutil.which('gpg')}", "--addsign", *signed)
    for number in range(PACKAGES):
        shutil.copy(signed[0], folder / f"signed/{number:03}.rpm")
    pathlib.Path(signed[0]).unlink()
    run("gpgconf", "--kill", "gpg-agent")


MAKERS = {
    "medium": make_medium, "large": make_large, "compile": make_compile, "tree": make_tree,
    "huge": make_huge, "library": make_library, "packages": make_packages,
}


def main():
    corpus = pathlib.Path(sys.argv[1]).resolve()
    corpus.mkdir(parents=True, exist_ok=True)
    # The mixtures cut their machine code from the program.
    wanted = sorted(set(sys.argv[2:]) | {"medium"}, key=list(MAKERS).index)
    for name in wanted:
        stamp = corpus / f"{name}.made"
        recipe = str((
            SEED, MEDIUM_PACKAGES, LARGE_PACKAGES, TYPES_A_PACKAGE, TREE_FILES, TREE_BYTES,
            HUGE_BYTES, PACKAGES, PACKAGE_BYTES))
        if stamp.exists() and stamp.read_text() == recipe:
            continue
        print(f"corpus: making {name}", file=sys.stderr, flush=True)
        MAKERS[name](corpus)
        stamp.write_text(recipe)


if __name__ == "__main__":
    main()
