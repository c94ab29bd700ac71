#!/bin/sh
# Tells systemd of the unit, where systemd runs; the unit is not enabled. An
# installation into another root (DPKG_ROOT) is none of the running system's business.
set -e
if [ -z "$DPKG_ROOT" ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
exit 0
