#!/usr/bin/env bash
# Example order: two orders on embedded SQLite; one is delivered and shipped, one is undone
# Builds: baton order_processing
#
#   run.sh [FOLDER]      keeps the orders in this folder
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
data="${1:-$(mktemp -d "${TMPDIR:-/tmp}/baton-orders.XXXXXX")}"

echo "Two orders go through examples/order_processing/order.yaml. The first arrives. The second cannot be delivered,"
echo "which is found out last; everything done for it is undone, newest first. For each there is examples/order_processing/shipping.yaml,"
echo "which ships the order once an event says that it is paid."
"$BATON_EXAMPLES/order_processing" "$data" "$here/order.yaml"

cat <<TEXT

The same, from the store ($data/baton.db):
TEXT
"$BATON" ls --store "sqlite:$data/baton.db"
cat <<TEXT

Look further yourself:
  ${BATON#"$PWD"/} history order-2 --store sqlite:$data/baton.db
  ${BATON#"$PWD"/} show order-1 --store sqlite:$data/baton.db
  ${BATON#"$PWD"/} events --store sqlite:$data/baton.db
Kill the program half way and start it again to see it continue:
  $BATON_EXAMPLES/order_processing $data $here/order.yaml 100
TEXT
