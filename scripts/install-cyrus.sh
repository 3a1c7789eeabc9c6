#!/bin/sh
# Installs Cyrus IMAP, the real JMAP and CardDAV server that `npm run test:cyrus` starts. Debian and Ubuntu only.
set -eu

if [ -x /usr/lib/cyrus/bin/master ] && [ -x /usr/lib/cyrus/bin/httpd ] && [ -x /usr/sbin/saslpasswd2 ]; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo 'install-cyrus.sh knows only Debian and Ubuntu (apt-get). Install Cyrus IMAP 3.6 or later with httpd,' >&2
  echo 'below /usr/lib/cyrus/bin, and saslpasswd2 in another way.' >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo 'install-cyrus.sh installs packages: run it as root.' >&2
  exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# RUNLEVEL=1 keeps the packages from starting a mail server of their own; msmtp-mta keeps apt from choosing one.
if ! {
  apt-get update &&
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      cyrus-imapd cyrus-caldav cyrus-common sasl2-bin msmtp-mta
} >"$log" 2>&1 </dev/null; then
  cat "$log" >&2
  echo 'install-cyrus.sh: Cyrus IMAP could not be installed.' >&2
  exit 1
fi
