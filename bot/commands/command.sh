#!/bin/sh
# /usr/local/sbin/ascolto, printed by `ascolto service --command`: runs one command as the service does, with its user,
# its token and its key. Files that are named without a folder lie in /var/lib/ascolto. For root only.
# ASCOLTO_KEY_FILE: another key file instead of the credential, while a key is made, brought back or changed.
unit=ascolto-command-$$$$
key=/run/credentials/$$unit.service/key
credential=--property=$key
if [ -n "$${ASCOLTO_KEY_FILE:-}" ]; then key=$$ASCOLTO_KEY_FILE credential=--collect; fi
systemd-run --quiet --wait --collect --pipe --pty --unit="$$unit" --uid=$user \
  --property=$token "$$credential" \
  --property=EnvironmentFile=-/etc/ascolto/settings \
  --property=StateDirectory=ascolto --property=StateDirectoryMode=0700 \
  --property=UMask=0077 --property=LimitCORE=0 --property=NoNewPrivileges=yes \
  --working-directory=/var/lib/ascolto \
  --setenv=TELEGRAM_BOT_TOKEN_FILE="/run/credentials/$$unit.service/token" \
  --setenv=ASCOLTO_KEY_FILE="$$key" \
  --setenv=ASCOLTO_DATA=/var/lib/ascolto \
  -- $program "$$@"
code=$$?
if [ $$code = 243 ]; then echo "ascolto: token or key is missing in /etc/ascolto, or of another machine." >&2; fi
exit $$code
