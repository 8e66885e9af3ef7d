#!/bin/sh
# /usr/local/sbin/ascolto, printed by `ascolto service --command`: runs one command as the service does, with its user,
# its token and its key. Files that are named without a folder lie in /var/lib/ascolto. For root only.
unit=ascolto-command-$$$$
exec systemd-run --quiet --wait --collect --pipe --pty --unit="$$unit" --uid=$user \
$properties \
  --property=EnvironmentFile=-/etc/ascolto/settings \
  --property=StateDirectory=ascolto --property=StateDirectoryMode=0700 \
  --property=UMask=0077 --property=LimitCORE=0 --property=NoNewPrivileges=yes \
  --working-directory=/var/lib/ascolto \
  --setenv=TELEGRAM_BOT_TOKEN_FILE="/run/credentials/$$unit.service/token" \
  --setenv=ASCOLTO_KEY_FILE="/run/credentials/$$unit.service/key" \
  --setenv=ASCOLTO_DATA=/var/lib/ascolto \
  -- $program "$$@"
