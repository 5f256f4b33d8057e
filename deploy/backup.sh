#!/bin/sh
# Writes one backup and keeps the newest thirty. For cron or a systemd timer, as the user einlass:
#   17 3 * * *  set -a; . /etc/einlass/environment; /srv/einlass/deploy/backup.sh /var/backups/einlass
set -eu
folder="${1:?Usage: backup.sh FOLDER}"
umask 077
mkdir -p "$folder"
"$(dirname "$0")/../.venv/bin/einlass" backup "$folder/einlass-$(date -u +%Y%m%dT%H%M%SZ).backup"
ls -1 "$folder"/einlass-*.backup | sort -r | tail -n +31 | while IFS= read -r old; do rm -- "$old"; done
