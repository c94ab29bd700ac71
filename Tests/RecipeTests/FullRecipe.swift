/// A recipe with every key.
enum FullRecipe {
  /// Every key that nfpm's schema has for rpm and deb, and ours on top.
  static let text = """
    name: hello
    arch: [amd64, arm7]
    platform: linux
    version: v1.2.3-rc.1
    version_schema: semver
    release: 2
    epoch: "1"
    prerelease: rc.2
    version_metadata: git
    section: utils
    priority: optional
    maintainer: Release Team <release@example.com>
    description: |
      polite greeter
      Says hello to whoever asks.
    vendor: Example
    homepage: https://example.com/hello
    license: Apache-2.0
    changelog: changelog.yaml
    mtime: 2009-11-10T23:00:00Z
    umask: 0o022
    disable_globbing: false
    formats: [deb, rpm]
    depends: [bash]
    recommends: [curl]
    suggests: [vim]
    conflicts: [goodbye]
    replaces: [hallo]
    provides: [greeter (= 1)]
    contents:
      - src: ./dist//hello.conf
        dst: /etc/hello/
        type: config|noreplace
        file_info: {mode: 0640, owner: root, group: hello, mtime: 2020-02-29, lang: de}
      - {src: docs/*.md, dst: usr/share/doc/hello, exclude: ["*.bak", docs/private], expand: true}
      - {src: tree, dst: /opt/hello, type: config|missingok|tree, disown_subtree: [/opt/*]}
      - {src: /usr/bin/hello, dst: /usr/bin/hi, type: symlink}
      - {dst: /var/lib/hello, type: dir, file_info: {mode: "750"}}
      - {dst: /var/log/hello.log, type: ghost, packager: rpm}
      - {src: LICENSE, dst: /usr/share/doc/hello/LICENSE, type: licence}
      - {src: a$$b, dst: /x/$HOME, expand: false}
    scripts: {preinstall: pre.sh, postinstall: post.sh, preremove: prerm.sh, postremove: postrm.sh}
    overrides:
      rpm:
        depends: ["pkgconfig(zlib)"]
        scripts: {postinstall: post-rpm.sh}
        rpm: {group: Tools}
      deb:
        contents: [{src: only.deb, dst: /only}]
        umask: 0o027
        deb: {fields: {X-More: b}}
    rpm:
      arch: x86_64_v2
      group: Old
      summary: A greeter
      packager: Packers <p@example.com>
      buildhost: builder
      prefixes: [/usr/bin/, /opt]
      compression: zstd:19
      scripts: {pretrans: a.sh, posttrans: b.sh, verify: c.sh}
      requires: {post: [systemd]}
      signature: {key_file: key.gpg, key_id: bc8acdd415bd80b3}
    deb:
      arch_variant: amd64v3
      breaks: [hello-data (<< 2)]
      predepends: [libc6]
      fields: {Bugs: https://example.com, X-Long: "a\\nb"}
      compression: none
      triggers: {interest: [x], activate_noawait: [ldconfig]}
      scripts: {templates: templates, config: config}
      signature: {key_file: key.gpg, type: maint, method: debsign}
    binaries:
      - src: dist/hello_linux_${ARCH}/hello
        dst: /usr/bin/
        expect: {main: example.com/hello, link: static, cgo: false, trimpath: yes, vcs-modified: off}
        strip: unneeded
        mode: 0o755
        owner: root
        group: bin
    preconditions:
      kconfig:
        references: kernels/
        on-missing: skip
        rules:
          - {require: {BPF_SYSCALL: y, OVERLAY_FS: [y, m], NR_CPUS: ">=64"}, why: loads programs}
          - forbid: [MODULE_SIG_FORCE]
            when: {kernel: ">=5.4", arch: [x86_64, arm64], reference: ubuntu-*, set: {BPF: y}}
            severity: warning
          - any: [{require: {A: y}}, {forbid: B}, {forbid: {C: y, D: [y, m]}}]
      vendor: {path: src/hello}
    sbom: {formats: [spdx-2.3], embed: false}
    sign: {key: "${KEY:-release.asc}", backend: file}

    """
}
